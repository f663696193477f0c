"""A diagnosis put into the shape of the report."""

from wwwhy import __version__
from wwwhy.errors import said_in
from wwwhy.formatters.phrases import Phrases
from wwwhy.formatters.report.exchanges import exchange_facts, failure_facts, rfc3339
from wwwhy.formatters.report.shape import (
    BoxFacts,
    CauseFacts,
    EvidenceFacts,
    ExperimentFacts,
    OutcomeFacts,
    RepairFacts,
    Report,
)
from wwwhy.formatters.wording.catalog import defect_sentence, probe_sentence
from wwwhy.formatters.wording.claims import CauseWords, cause_words
from wwwhy.formatters.wording.summary import sign_sentence, summary
from wwwhy.formatters.wording.unchecked import unchecked_sentence
from wwwhy.model import Box, Diagnosis, Evidence, Ranked


def report(diagnosis: Diagnosis, words: Phrases) -> Report:
    """Return the report of a diagnosis, its texts in the language of `words`."""
    places = {exchange.index: place for place, exchange in enumerate(diagnosis.exchanges)}
    target = diagnosis.target
    return {
        "schema": "wwwhy.diagnosis/1",
        "wwwhy": __version__,
        "generated_at": rfc3339(diagnosis.generated_at),
        "target": {"method": target.method, "url": target.url, "source": target.source},
        "outcome": _outcome(diagnosis, words),
        "answered_by": _box(diagnosis.answered_by, places, words),
        "path": [{"box": box.name, "role": _role(box)} for box in diagnosis.path],
        "causes": [_cause(diagnosis, each, words, places) for each in diagnosis.causes],
        "defects": [
            {
                "id": defect.id,
                "claim": defect_sentence(defect, words, diagnosis.generated_at),
                "exchange": places.get(defect.exchange, defect.exchange),
                "reference": defect.reference,
            }
            for defect in diagnosis.defects
        ],
        "exchanges": [exchange_facts(each, words.language) for each in diagnosis.exchanges],
        "not_checked": [
            {
                "what": missing.what,
                "why": unchecked_sentence(missing, words),
                "command": missing.command,
            }
            for missing in diagnosis.not_checked
        ],
    }


def _outcome(diagnosis: Diagnosis, words: Phrases) -> OutcomeFacts:
    outcome = diagnosis.outcome
    return {
        "healthy": outcome.healthy,
        "status": outcome.status,
        "reason": outcome.reason,
        "failure": failure_facts(outcome.failure, words.language),
        "summary": summary(diagnosis, words),
    }


def _box(box: Box, places: dict[int, int], words: Phrases) -> BoxFacts:
    return {
        "box": box.name,
        "version": box.version,
        "role": _role(box),
        "confidence": box.confidence,
        "evidence": [
            {
                "claim": sign_sentence(sign, words),
                "exchange": places.get(sign.exchange, sign.exchange),
                "pointer": sign.pointer,
            }
            for sign in box.signs
        ],
    }


def _role(box: Box) -> str:
    """Name a role as the report does in every language: `reverse proxy`."""
    return box.role.upper() if box.role in {"cdn", "waf"} else box.role.replace("-", " ")


def _cause(
    diagnosis: Diagnosis, ranked: Ranked, words: Phrases, places: dict[int, int]
) -> CauseFacts:
    said = cause_words(diagnosis, ranked.id, words)
    return {
        "id": ranked.id,
        "title": said.title,
        "verdict": ranked.verdict.value,
        "confidence": ranked.confidence,
        "evidence": [_evidence(said, evidence, places) for evidence in ranked.evidence],
        "fix": {
            "visitor": said.fix("visitor"),
            "developer": said.fix("developer"),
            "administrator": said.fix("administrator"),
        },
        "repair": _repair(ranked, words, places),
        "next_experiment": _experiment(ranked, said),
        "references": [{"title": each.title, "url": each.url} for each in said.references],
    }


def _experiment(ranked: Ranked, said: CauseWords) -> ExperimentFacts | None:
    wanted = ranked.next_experiment
    if wanted is None:
        return None
    return {"why": said.claim(wanted.name, wanted.values), "command": wanted.command}


def _evidence(said: CauseWords, evidence: Evidence, places: dict[int, int]) -> EvidenceFacts:
    index = evidence.exchange
    return {
        "claim": said.claim(evidence.name, evidence.values),
        "polarity": evidence.polarity.value,
        "strength": evidence.strength.value,
        "exchange": None if index is None else places.get(index, index),
        "pointer": evidence.pointer,
    }


def _repair(ranked: Ranked, words: Phrases, places: dict[int, int]) -> RepairFacts | None:
    repair = ranked.repair
    if repair is None:
        return None
    return {
        "description": probe_sentence(repair.probe, words),
        "command": said_in(repair.command, words.language),
        "verified": repair.verified,
        "exchange": places.get(repair.exchange, repair.exchange),
    }
