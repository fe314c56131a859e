# Words of the hub's pages
hub-tab-overview = Round
hub-tab-nodes = Links
hub-forbidden = This page is not open to your role. If you need it, ask the hub's operator.
hub-bad-period = The fiscal year or round in the address is not right. Example: ?fiscal_year=2555&round=9

## Overview
hub-overview-title = Round of { $months } months, fiscal year B.E. { $year }
hub-overview-title-empty = Overview
hub-period = Fiscal year { $year } · { $months } months
hub-connected-of = { $n } of { $of } agencies connected
hub-agencies-n = { $n ->
    [one] 1 agency
   *[other] { $n } agencies
}
hub-indicators-n = { $n ->
    [one] 1 indicator
   *[other] { $n } indicators
}
hub-as-of = as of { $at }
hub-empty-title = No agencies yet
hub-empty = Add an agency with ges-hub agency add; its node then enrols with the token printed.
hub-attestation-state = Attestation
hub-attested = attested by the CIO
hub-under-way = under way
hub-nothing-yet = nothing in this round yet
hub-median = Median self-assessed score
hub-median-note = { $n ->
    [one] of 1 agency with a score
   *[other] of { $n } agencies with a score
}
hub-reported = Indicators reported
hub-reported-note = of all indicators agreed
hub-n-of = { $n } of { $of }
hub-total-note = Self-assessed scores are weighted means over the indicators with a figure in this round; they are not reviewed yet.
hub-no-ministry = No ministry named
hub-agency = Agency
hub-round-state = Round
hub-rounds = Reported, 6 · 9 · 12 months
hub-round-of = { $n }/{ $of }
hub-self = Self-assessed
hub-base = weight { $base } of 100
hub-from-last = Since last round
hub-indicators-to = Indicators 1–{ $n }
hub-link = Link
hub-last-data = Newest data
hub-attested-chip = CIO attested
hub-partly-chip = Changed since attested
hub-nothing-chip = Nothing reported
hub-reported-chip = Awaiting CIO
hub-status-invited = Invited
hub-status-waiting = Fingerprint to confirm
hub-status-active = Active
hub-status-revoked = Revoked

## Links
hub-nodes-title = Links to agencies
hub-nodes-lead = The hub fetches from every agency by itself; agencies send nothing.
hub-enrolment = Enrolment
hub-lag = Entries behind
hub-contact = Last heard
hub-certificate = Certificate left
hub-size = Entries verified
hub-quarantine = Set aside
hub-quarantine-note = These records are kept whole and stand in the journal, but this version cannot read them yet and does not show them.
hub-checkpoint = Verified checkpoint
hub-verified = verified
hub-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
hub-milliseconds = { $n } ms
hub-trouble-title = { $name }, since { $since }
hub-acknowledged = Entries of the hub that the node has
hub-reconnects = Reconnects
hub-skew = Clock difference
hub-address = Address
hub-fingerprint = Fingerprint of the key
hub-vkey = Verifier key of the journal
hub-entry = Entry
hub-kind = Kind
hub-reason = Reason
hub-figures-link = Open the agency's indicators
hub-confirm-link = Confirm the fingerprint

## Confirming a node
hub-confirm-title = Confirm { $name }
hub-confirm-lead = Call the agency's administrator on a number you know. Let them read out the fingerprint that ges-node enrol shows, and type it here; it is compared for you.
hub-fingerprint-hint = Eight groups of four digits or letters
hub-fingerprint-differs = This is not the fingerprint of the request received. Let the agency read it again; if it still differs, do not confirm.
hub-confirm-act = Confirm this agency
hub-confirm-state = This agency has no request waiting to be confirmed.
hub-confirm-back = Back to the agency

## Documents
hub-node-unreachable = The agency cannot be reached now
hub-node-unreachable-remedy = The document is at the agency and opens by itself once the agency is connected again. Try later.
hub-document-cut = The line was cut while the document was fetched
hub-document-cut-remedy = What arrived is kept. Try again, it goes on from there.
hub-document-shrank = The document at the agency is shorter than recorded
hub-document-shrank-remedy = The file was changed after it was recorded, so it is not shown. Tell the agency.
hub-document-mismatch = The document is not the one that was recorded
hub-document-mismatch-remedy = The file was changed after it was recorded, so it is not shown. Tell the agency.
hub-document-gone = The agency no longer has this document
hub-document-gone-remedy = Ask the agency to file it again.
hub-document-store = The hub cannot keep the document
hub-document-store-remedy = The hub's operator: look at the disk with ges-hub doctor.
