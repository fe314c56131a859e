# Words of the pages of figures that node and hub share

## Page of an agency
figures-title = Indicators
figures-agencies = Agencies
figures-year = Fiscal year B.E. { $year }
figures-round = { $months }-month round
figures-agreement = agreement version { $version } · { $n } indicators
figures-source-of = Source of the agreement: { $source }
figures-total = Self-assessed score
figures-total-note = Weighted mean over the indicators that have a result in that round; rows may not add up because of rounding.
figures-weight-base = weight { $base } of { $whole }
figures-weight-of = weight { $weight }
figures-table = Indicators of the agreement
figures-number = No.
figures-indicator = Indicator
figures-indicator-n = Indicator { $number }
figures-weight = Weight
figures-unit-of = unit: { $unit }
figures-host = host: { $host }
figures-illustrative = Illustrative data
figures-real = Real data
figures-empty-title = No indicators yet
figures-empty = There is no performance agreement that you may see yet. Once the agency has imported it, the indicators appear here by themselves.
figures-empty-year = There is no agreement for fiscal year { $year } that you may see yet. Once the agency has imported it, the indicators appear here by themselves.
figures-api = This page for other systems (JSON)

## Levels of government
figures-tier-ministry = Ministry-level indicator
figures-tier-mission-group = Mission-group indicator
figures-tier-department = Department-level indicator
figures-tier-province = Province-level indicator
figures-higher = higher is better
figures-lower = lower is better

## States
figures-state-not-due = Not due yet
figures-state-awaiting = Awaiting data
figures-state-not-shown = No result to show
figures-state-reported = Reported
figures-state-claimed = CIO signature not confirmed
figures-state-attested = CIO attested
figures-about-not-due = This round ends on { $due }; nothing has to be reported yet.
figures-about-awaiting = Awaiting the result of { $agency }; the round ended on { $due }. You need not do anything.
figures-about-not-shown = It may not have been reported, or it is not open to you.
figures-about-reported = Recorded by { $agency }; the CIO has not attested this version.
figures-about-claimed = There is a CIO attestation, but its signature could not be confirmed.
figures-about-attested = The CIO signed for this version, and the signature was checked.

## Page of an indicator
figures-result-of = Result, { $round }
figures-self = Self-assessed
figures-from-last = from the last round
figures-rounds = Results by round
figures-round-column = Round
figures-until = until { $date }
figures-value = Value
figures-score = Score
figures-state = State
figures-note = Explanation
figures-kind = Kind of data
figures-evidence = Evidence
figures-evidence-count = { $n ->
    [one] { $n } file
   *[other] { $n } files
  }
figures-evidence-difference = { $added } added, { $gone } taken out
figures-evidence-none = No evidence is attached in this round yet.
figures-evidence-missing = This result names a file that is not in the journal yet or is not open to you. Fingerprint
figures-history = History of changes
figures-history-none = Nothing has been recorded yet.
figures-version = version { $n }
figures-newest = Current version
figures-author-console = Command on the server ({ $name })
figures-author-system = System
figures-author-feed = System, from the feed { $name }
figures-source-typed = typed on a page
figures-source-imported = imported from a file
figures-source-system = received from another system
figures-changed-title = This figure was changed after the CIO attested it
figures-changed = The CIO attested an earlier version; the one shown has no attestation yet. The history of changes shows the difference.

## Documents, attestations, journal
figures-documents = Evidence documents
figures-fingerprint = Fingerprint (SHA-256)
figures-documents-none = There are no documents that you may see yet.
figures-attestations = CIO attestations
figures-attestations-none = The CIO has not attested any round yet, or it is not open to you.
figures-signature-verified = Signature verified
figures-signature-unknown = Signing key not known
figures-signature-false = Signature is false
figures-attested-records = “{ $statement }”, { $n ->
    [one] { $n } record
   *[other] { $n } records
  }
figures-exception = Indicator { $number }: { $reason }
figures-journal = Journal
figures-journal-note = Every figure is written into a journal that can only be added to; a change made afterwards shows at once.
figures-journal-entries = Entries
figures-checkpoint-link = Newest fingerprint of the journal (checkpoint)
figures-erased-list = Contents erased by order
figures-erased-list-note = The CIO had attested these records; their contents were erased by order since. Header and fingerprint remain.
figures-erased-title = The content of this record was erased by order
figures-erased-text = Header and fingerprint remain, so it can still be checked that the record existed and stands where it stood.
figures-erased-proof = Download the proof file
figures-record-n = Entry { $n } of the journal
figures-record-text = Recorded text
figures-kind-organisation-described = The organisation describes itself
figures-kind-agreement-signed = Performance agreement
figures-kind-result-reported = Result reported
figures-kind-document-filed = Document filed
figures-kind-observations-imported = Bulk data imported
figures-kind-round-attested = CIO attested a round
figures-kind-cio-appointed = CIO appointed
figures-kind-entry-erased = Content erased by order
figures-kind-log-continued = Journal continued
figures-kind-agency-enrolled = Agency enrolled
figures-kind-framework-published = Framework published

## Where a number comes from
figures-provenance = Where the number comes from
figures-provenance-of = Where the number { $value } comes from
figures-provenance-record = Where this record comes from
figures-strip-recorded = Recorded
figures-strip-journal = In the signed journal
figures-strip-hub = Witnessed by the hub
figures-strip-cio = CIO attested
figures-verdict-holds = Checked on { $time }: all { $held } steps agree.
figures-verdict-open = Checked on { $time }: { $held } steps agree, { $open } cannot be checked here yet.
figures-verdict-fails = Checked on { $time }: { $failed } steps do not agree. Please do not use this number until the administrator has explained it.
figures-outcome-holds = agrees
figures-outcome-fails = does not agree
figures-outcome-open = cannot be checked yet
figures-step-leaf = Fingerprint of the entry
figures-step-body = Content of the entry
figures-step-shown = The number shown
figures-step-checkpoint = Signature of the agency
figures-step-inclusion = Place in the journal
figures-step-cosignature = The hub as witness
figures-step-attestation = CIO attestation
figures-check-leaf = Computed anew from the header, it is that of entry { $sequence } in the journal { $log }.
figures-check-leaf-fails = Computed anew from the header, it is not that of entry { $sequence } in the journal { $log }.
figures-check-body = Computed anew from the content, the fingerprint is the one in the header.
figures-check-body-fails = Computed anew from the content, the fingerprint is not the one in the header.
figures-check-body-erased = The content was erased by order; header and fingerprint remain.
figures-check-shown = The number on this page is the one in the content of the entry.
figures-check-shown-fails = The number on this page is not the one in the content of the entry.
figures-check-checkpoint = The agency signed the fingerprint of the journal at { $size } entries, and the signature holds.
figures-check-checkpoint-fails = The signature on the fingerprint of the journal is not this agency's.
figures-check-checkpoint-none = There is no fingerprint of the journal over this entry yet.
figures-check-inclusion = This entry is in the journal that was signed.
figures-check-inclusion-fails = This entry is not in the journal that was signed.
figures-check-inclusion-none = This needs a fingerprint of the journal first.
figures-check-cosignature = The hub checked that the journal only grew, and signed on { $time }.
figures-check-cosignature-fails = A signature in the name of the hub is false.
figures-check-cosignature-none = The hub has not signed yet; it does so by itself when it receives this entry. You need not do anything.
figures-check-cosignature-unknown-key = There is a witness signature, but the hub's key is not known here.
figures-check-attestation = The CIO signed for this record, letter for letter, on { $attested }; the signature holds.
figures-check-attestation-fails = The signature in the name of { $signer } is false.
figures-check-attestation-other = The CIO's attestation has another fingerprint for the content of this record.
figures-check-attestation-none = The CIO has not attested this record, or the attestation is not open to you.
figures-check-attestation-unknown-key = There is a signature in the name of { $signer }, but that key is not known here.
figures-statement = What the CIO signed
figures-attested-by = { $signer } · { $time }
figures-exceptions = The CIO did not attest these indicators
figures-exceptions-none = No exceptions
figures-technical = Whole codes and technical facts
figures-technical-note = A fingerprint is a short code computed from the whole content (SHA-256); changing a single point changes all of it.
figures-fact-entry = Entry
figures-fact-record = Record
figures-fact-log = Journal
figures-fact-author = Recorded by
figures-fact-recorded = Recorded on
figures-fact-audience = Who may see it
figures-fact-leaf = Fingerprint of the entry
figures-fact-body = Fingerprint of the content
figures-fact-checkpoint = Journal checked against
figures-fact-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
  }
figures-fact-root = Fingerprint of the journal
figures-fact-cosigned = Hub signed on
figures-fact-attestor = Key the CIO signed with
figures-fact-attested = CIO attested on
figures-audience-public = everybody
figures-audience-central = the centre and the agency itself
figures-audience-internal = the agency itself only
figures-audience-named = the centre and { $names }
figures-key-journal = Verifier key of the agency (vkey)
figures-key-hub = Verifier key of the hub (vkey)
figures-key-cio = Verifier key of the CIO (vkey)
figures-proof-download = Download the proof file

## Problems
figures-problem-documents = Your role runs the system but does not open evidence. Please ask the agency's data keeper.
figures-problem-fiscal-year = “{ $given }” is not a Buddhist-era fiscal year such as 2555.
figures-problem-round = “{ $given }” is not a reporting round: use 6, 9 or 12.
figures-problem-not-acceptable = This address sends JSON only
figures-problem-not-acceptable-remedy = Ask with Accept: application/json
figures-problem-range = The range lies beyond the end of the document
figures-problem-range-detail = The document has { $size } bytes.
figures-problem-tile-path = The address of a tile has the form of C2SP tlog-tiles, such as tile/0/x001/067.p/8.
figures-problem-tile-width = The journal has not grown to a tile of this width yet.
figures-problem-tile-entries = Some entries of this bundle are not public. The tiles of hashes verify them all the same.

# How a score came about
figures-computation = How was this score computed?
figures-computation-again = Anyone can compute it again from the same data.
figures-computation-api = The whole computation (JSON)
figures-committee-decides = The committee decides the score
figures-no-score = No score yet
figures-no-value = No figure can be calculated
figures-definition = Definition
figures-framework = Framework
figures-version-n = version { $n }
figures-policy-below = A result below level 1
figures-policy-floor = gets the points of level 1
figures-policy-zero = gets 0 points
figures-policy-above = A result above level 5
figures-policy-cap = gets the points of level 5
figures-policy-milestone = Counting of steps
figures-policy-consecutive = up to the first step that is not done
figures-policy-count = every step that is done
figures-policy-partial = up to the first step that is not done, and the declared part of it
figures-exact = Exact, before rounding
figures-official = Official (rounded once to 4 decimals)
figures-criteria = Scoring criteria
figures-level-n = Level { $n }
figures-step-n = Step { $n }
figures-points-n = { $n } points
figures-ranks = Ranks { $from } to { $to }
figures-rank-on = any
figures-kind-milestone = Milestone
figures-kind-hybrid = Hybrid criteria
figures-kind-rank-bands = Rank bands
figures-kind-rank = Rank
figures-kind-proportion = Proportion
figures-kind-composite = Weighted sub-indicators
figures-state-cancelled = Cancelled
figures-about-cancelled = Cancelled from this round on; it is in no total.
figures-tier-ministries = Several ministries
figures-total-how = How was this total computed?
