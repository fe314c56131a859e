# Words of an agency's node

node-tab-overview = Overview
node-tab-indicators = Indicators
node-tab-attest = Attest
node-tab-journal = Journal

## Overview
node-overview-title = Work under the agreement of fiscal year { $year }
node-overview-title-empty = Work under the agreement
node-empty-title = There is no performance agreement yet
node-empty = Please ask the PA unit to import it with ges-node import agreement; the indicators then appear here.
node-round = { $months } months
node-round-until = Cumulative to { $date }
node-round-recorded = { $done } of { $all } indicators recorded
node-round-complete = Complete
node-round-due = Due now
node-round-open = Round still running
node-attestation = Attestation by the CIO
node-attested = Attested by the CIO
node-not-attested = Not attested yet
node-to-record = To be recorded
node-not-recorded = Without a figure
node-hub = Centre
node-hub-none = Not connected to the centre yet
node-hub-none-note = Everything recorded is complete on this node and reaches the centre by itself once the administrator has run ges-node enrol.
node-hub-none-act = See the journal
node-hub-connected = Connected
node-hub-away = The centre has not called yet
node-received = Last received by the centre
node-received-never = No receipt yet
node-state = State
node-waiting-none = The centre has received every entry
node-waiting = { $n ->
    [one] One entry waits for its receipt; you need not do anything
   *[other] { $n } entries wait for their receipt; you need not do anything
}
node-certificate = Certificate of this node
node-certificate-days = { $n } days left, renewed by itself
node-journal-link = See the journal and its receipts

## Recording a result
node-record-invite = You can record or correct the result of this indicator
node-record-act = Record the result
node-preview-act = See the score first
node-record-note = The centre receives it by itself; earlier versions stay.
node-record-terms = Weight { $weight } · unit { $unit }
node-step-value = Result
node-step-note = Explanation
node-step-evidence = Evidence
node-round-field = Round
node-round-needed = Please choose 6, 9 or 12 months
node-value = Result
node-value-hint = Digits only, such as 2,486 or ๒,๔๘๖
node-read-as = Read as { $value }
node-score-preview = Score { $score }
node-tenfold-title = Far from the round before
node-tenfold = This round { $now }, the round before { $before }. Please check the number of digits; if it is right, record it as usual.
node-note = What was done
node-evidence-kept = Evidence attached; untick what does not belong
node-evidence-open = Open
node-file = Attach an evidence file
node-file-hint = The file is kept as soon as it arrives, even if another field needs correcting.
node-place = Place in the document
node-place-hint = For example page 4, table 2

## Journal
node-journal-title = Journal
node-journal-lead = Every result and document is an entry here; none can be changed without anybody noticing.
node-journal-head = Newest checkpoint
node-log = Name of the journal
node-size = Entries
node-root = Fingerprint of the whole journal (SHA-256)
node-vkey = Verifier key
node-checkpoint = Signed checkpoint
node-checkpoint-link = Download the signed checkpoint
node-receipts = Receipts of the centre
node-receipts-note = The centre signed up to which entry it has seen this journal, and when.
node-receipts-none = No receipt yet; it comes by itself after the centre's first pull.
node-witnessed-at = Signed by the centre
node-received-at = Receipt kept
node-receipt = Receipt
node-receipt-show = Show the receipt
node-receipt-unverified = The signature cannot be verified
node-quarantined = Kept but not shown yet
node-verify = Verify it yourself
node-verify-note = This command recomputes the whole journal without any network; it works on a copy of the folder too.

## Attesting
node-attest-missing = Indicators without a figure
node-attest-missing-note = Please give a reason for each before signing.
node-attest-figures = Figures to attest
node-attest-except = Leave out some figures
node-attest-except-note = Give a reason only for indicators you do not vouch for.
node-attest-sign = Sign
node-attest-act = Attest { $months } months
node-attest-done = Attested; entry { $entry } of the journal
node-number = No.
node-indicator = Indicator
node-score = Score
node-reason = Reason
node-reason-needed = Please give the reason why there is no figure
node-passphrase = Passphrase of the attestation key
node-passphrase-hint = The key stays on the agency's own machine and opens with this passphrase alone.
node-passphrase-needed = Please type the passphrase of the attestation key
node-no-key-title = There is no attestation key yet
node-no-key = Please ask the administrator to make one with ges-node cio create { $login }
