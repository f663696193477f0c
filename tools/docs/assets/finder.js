// Finds pages by words: what counts as a word, and which page is meant rather than another.
"use strict";

self.wwwhyFinder = (pages) => {
  const FEW = 4;
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
    const all = search.search(asked, { ...options, combineWith: "AND" });
    // A few pages that hold every word are seldom the ones that are meant: `nginx 502`.
    return all.length >= FEW ? all : search.search(asked, options);
  };
};
