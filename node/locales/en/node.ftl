# Words of an agency's node

node-tab-indicators = Indicators
node-tab-attest = Attest
node-tab-journal = Journal

## Overview
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

## My work and the chain of approval
node-tab-work = My work
node-work-title = My work
node-work-first = First
node-work-record = To record in this round
node-work-others = With others
node-work-others-note = you need do nothing
node-work-count = { $n }
node-work-done-title = Nothing to do
node-work-done = What you have to do appears here at once.
node-work-progress = Progress of the { $months }-month round
node-work-correct = Correct and submit again
node-work-approve = Check and approve
node-work-attest = Attest
node-work-submit = Go on recording
node-work-record-act = Record
node-work-look = View
node-work-since = With the { $role } since { $at }
node-work-draft = Kept as a draft, not submitted
node-work-last = Last round
node-work-bulk = Approve those ticked
node-work-bulk-note = Tick as many as you like: all of them are approved or none.
node-work-tick = Tick indicator { $number }
node-work-approved = Approved: { $n }
node-rounds = Reporting rounds
node-stage-released = Visible to the centre
node-stage-nothing = No figure yet
node-closes = open until { $date }
node-card-figure = Reported figure
node-card-whole = Indicator, where the figure comes from, and every version
node-no-value = No figure yet
node-next-you = This step is yours ({ $role })
node-next-other = It is with the { $role }; you need do nothing
node-returned-by = Returned for correction by the { $role }
node-decide = Decide
node-remark = Remark
node-remark-hint = Needed when you return it; the data keeper reads it
node-approve-supervisor = Approve and pass to the PA unit
node-approve-pa-unit = Approve and pass to the CIO
node-return-act = Return for correction
node-go-attest = Go to the attestation
node-history = What was done
node-history-none = Not submitted yet
node-continue-act = Go on recording
node-correct-act = Correct a released figure
node-correct-reason = Reason of the correction
node-correct-reason-hint = The released figure stays; the correction passes every step again
node-submit-act = Submit to the supervisor
node-submit-note = The centre sees it once the CIO has attested it; earlier versions stay
node-keep-act = Keep as a draft
node-done-submit = Submitted to the supervisor
node-done-keep = Kept as a draft
node-done-approve = Approved
node-done-return = Returned
node-late = Why it is released after the close
node-late-hint = The round has closed; the figures are marked as late with this reason
node-doubts = Questions before you submit
node-doubts-note = The figure is compared with the last rounds and the baseline. If it is right, submit; answers are kept with the report and nothing is asked twice.
node-narrative = Supporting factors, obstacles, remedies, next steps
node-supporting = Supporting factors
node-obstacles = Obstacles
node-remedies = Remedies
node-next-steps = Next steps, by whom and until when
node-changed-submission = Changed since the last submission
node-changed-round = Changed since the last round
node-changed-none = Nothing changed
node-answered = Questions and answers

## Executive page
node-tab-executive = Executive view
node-executive = Performance summary for executives
node-fiscal-year = fiscal year { $year }
node-as-of = as of { $at }
node-total = Total, self-assessed
node-no-total = No score yet
node-base = weight { $base } of { $whole }
node-projection = Expected at the year's end
node-all-indicators = Every indicator
node-losses = The five that cost the total most
node-losses-note = Points lost = weight × (highest score − score) ÷ 100
node-lost = Points lost
node-awaited = Without a figure
node-obstacles-none = Nobody has recorded an obstacle in this round

## The whole round in a table
node-table = Fill in the round as a table
node-table-link = Fill in the round with Excel
node-table-lead = Download the template, fill in the column “ผล” and send it back, or copy it from Excel with its headings and paste it. Empty cells touch nothing.
node-table-download = Download the template (.xlsx)
node-table-file = Filled template
node-table-file-hint = .xlsx, at most 10 MB
node-table-grid = Or paste from Excel here
node-table-grid-hint = With the headings ที่ · รหัสรายการ · ผล
node-table-preview = Check before saving
node-table-keep = Keep all as drafts
node-table-found = Checked: { $n } indicators are in order; nothing is saved yet
node-table-nothing = No value was found: fill in at least one cell of the column “ผล”
node-table-defects = { $n } cells are wrong; nothing was saved
node-table-place = Place
node-table-wrong = What to mend
node-table-kept = { $n } indicators are kept as drafts: check and submit them
node-kept = What you had typed is back.
node-kept-discard = Discard it

## History of changes
node-tab-audit = History
node-audit = History of changes
node-audit-lead = Who did what and when, before and after, with the digests of the evidence. Nothing can be changed here.
node-audit-any = All rounds
node-audit-indicator = Indicator number
node-audit-find = Find
node-audit-draw = Draw a sample
node-audit-sample = How many
node-audit-seed = Word of the draw
node-audit-seed-hint = The same word draws the same figures: note it in your working paper
node-audit-act = Find and draw
node-audit-none = Nothing was found
node-audit-shown = { $n } of { $all } shown, newest first
node-audit-entries = Entries
node-audit-older = Earlier entries
node-audit-record = Entry in the journal
node-audit-drawn = Figures drawn
node-audit-first = First recorded
node-audit-changed = Changed
node-audit-released = Released to the centre
