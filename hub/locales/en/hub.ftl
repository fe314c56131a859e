# Words of the hub
hub-tab-overview = Round overview
hub-tab-nodes = Connections
hub-overview = Overview
hub-overview-of = { $months }-month round, fiscal year { $year }
hub-overview-lead = { $agencies } agencies · { $indicators } indicators
hub-period = FY { $year } · { $months }-month round
hub-empty = No agency’s data has arrived yet
hub-empty-note = Once an agency is enrolled and has an agreement, its figures arrive here by themselves; nobody sends anything.
hub-to-nodes = See connections
hub-attestation-state = Attestation
hub-attested = CIO attested
hub-under-way = under way
hub-nothing-yet = nothing reported yet
hub-median = Median self-assessed score
hub-levels = Agencies by score level
hub-links = Connections
hub-linked = { $n } of { $of } agencies connected
hub-agencies = { $n ->
    [one] one agency
   *[other] { $n } agencies
}
hub-agency = Agency
hub-state = Round state
hub-rounds = Rounds
hub-round = { $months } m { $reported }/{ $due }
hub-self = Self-assessed
hub-change = From last round
hub-indicators = Indicators in order
hub-evidence = Evidence
hub-link = Newest data
hub-base = weight { $base } of 100
hub-explained = An agency’s self-assessed score = the sum of weight × score ÷ the sum of weights over the indicators that have a result in this round, computed as a fraction and rounded once, half-up, to 4 decimals. Where the base is not 100 its weight is stated. The median is over agencies that have a score. Open an agency for each indicator’s value and where it comes from.
hub-nodes = Connections to agencies
hub-nodes-lead = The hub pulls; agencies need not send anything.
hub-nodes-none = No agency yet
hub-nodes-none-note = The operator adds agencies with the command ges-hub agency add
hub-lag = Entries not here yet
hub-entries = Entries in the journal
hub-certificate = Certificate ends in
hub-days = { $n ->
    [one] one day
   *[other] { $n } days
}
hub-no-certificate = none yet
hub-contact = Last contact
hub-trouble = Trouble and remedy
hub-none = none
hub-address = Address
hub-log = Journal
hub-fingerprint = Fingerprint of its key
hub-skew = Clocks differ by
hub-seconds = { $n } s
hub-reconnects = Connected again
hub-times = { $n ->
    [one] once
   *[other] { $n } times
}
hub-checkpoint = Newest checkpoint with the witness’s signature
hub-quarantine = Entries kept but not shown
hub-quarantine-none = Every entry is shown
hub-kind = Kind
hub-entry = Entry
hub-reason = Reason
hub-status = Status
hub-status-invited = invited, the agency has not enrolled yet
hub-status-waiting = waits for the operator to confirm the fingerprint
hub-status-active = active
hub-status-revoked = revoked
hub-confirm = Confirm this fingerprint
hub-confirm-note = Please compare the fingerprint with the agency by telephone before you confirm.
hub-round-history = Open the agency’s page
role-analyst = Analyst
role-host = Indicator host
role-committee = Committee member
role-executive = Executive
role-operator = Hub operator
