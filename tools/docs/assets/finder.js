// Finds pages by words: what counts as a word, and which page is meant rather than another.
"use strict";

self.wwwhyFinder = (pages) => {
  const FEW = 4;
  // Pages of registered status codes weigh more than this.
  const REGISTERED = 1.5;
  const plain = (text) => text.toLowerCase().replaceAll("ё", "е");
  // `401.3` and `ERR_SSL_PROTOCOL_ERROR` are found whole, and by their parts.
  const words = (text) => {
    const whole = text.split(/[\s,;()«»"“”]+/u);
    return [...new Set([...whole, ...text.split(/[\s\p{P}]+/u)])].filter(Boolean);
  };

  const search = new MiniSearch({
    fields: ["t", "n", "x"],
    storeFields: ["t", "k", "x", "n", "w"],
    tokenize: words,
    processTerm: plain,
  });
  search.addAll(pages);

  return (text) => {
    const asked = plain(text.trim());
    const isMeant = (page) => plain(page.t) === asked || plain(page.n).split(" \n").includes(asked);
    const options = {
      boost: { n: 3, t: 2 },
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 && !/\d/.test(term) ? 0.25 : false),
      boostDocument: (_id, _term, page) => page.w * (isMeant(page) ? 8 : 1),
    };
    const any = () => search.search(asked, options);
    const all = search.search(asked, { ...options, combineWith: "AND" });
    // A few pages that hold every word are seldom the ones that are meant: `nginx 502`.
    if (all.length < FEW) return any();
    if (all.some(isMeant)) return all;
    // The registered code itself is wanted too, although its page does not name the product.
    const codes = asked.split(/\s+/u).filter((word) => /^\d{3}$/.test(word));
    const isCode = (page) =>
      page.w > REGISTERED && plain(page.n).split(" \n").some((name) => codes.includes(name));
    const named = codes.length ? any().filter(isCode) : [];
    return [...named, ...all.filter((page) => !named.some((each) => each.id === page.id))];
  };
};
