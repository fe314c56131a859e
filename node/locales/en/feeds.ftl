# Words of the pages about data feeds, and of figures that come from feeds

feeds-tab = Data feeds
feeds-title = Data feeds
feeds-lead = Figures read from the agency's own databases and files and kept as drafts. A figure that somebody recorded otherwise is never replaced.
feeds-feed-lead = Source, schedule, mapping and history of this feed
feeds-none = There are no data feeds yet
feeds-none-note = The administrator adds one by placing a settings file in the folder named on this page
feeds-broken = The settings file cannot be used; other feeds run as usual
feeds-about = About this feed
feeds-source = Reads from
feeds-schedule = Schedule
feeds-last = Last read
feeds-next = Next read
feeds-next-again = Tried again
feeds-never = Never read

## Source
feeds-postgres = PostgreSQL database “{ $database }” at { $place }
feeds-user = user { $name }
feeds-tls-on = encrypted with TLS 1.3
feeds-tls-off = not encrypted
feeds-sqlite = SQLite database { $path }
feeds-folder = newest file named “{ $pattern }” in the folder { $path }
feeds-http = file from { $url }
feeds-rest = JSON from { $url }
feeds-sheet = sheet “{ $name }”
feeds-token-kept = a token is kept
feeds-token-missing = a token is needed and none is kept

## Schedule (time in Thailand)
feeds-by-hand = None; read only when asked
feeds-every-hour = Every hour at { $minutes } minutes past
feeds-every-day = Every day at { $time }
feeds-every-week = Every { $day } at { $time }
feeds-every-month = On day { $day } of each month at { $time }
feeds-weekday-1 = Monday
feeds-weekday-2 = Tuesday
feeds-weekday-3 = Wednesday
feeds-weekday-4 = Thursday
feeds-weekday-5 = Friday
feeds-weekday-6 = Saturday
feeds-weekday-7 = Sunday

## Mapping
feeds-mapping = Which column becomes which figure
feeds-column = Column
feeds-conditions = Only rows where
feeds-where = { $column } is “{ $is }”
feeds-all-rows = All rows
feeds-variable = Figure
feeds-aggregate = Taken as
feeds-only = the one row
feeds-sum = sum of all rows
feeds-latest = newest row by column “{ $column }”
feeds-era-buddhist = B.E.
feeds-era-christian = C.E.
feeds-year-fixed = Fiscal year { $era } { $year }
feeds-year-column = Fiscal year ({ $era }) from column “{ $column }”
feeds-round-column = round from column “{ $column }”
feeds-more = and { $n } more

## Trying and reading
feeds-run-act = Read this feed now
feeds-try-act = Try the feed
feeds-act-note = A trial records nothing. Reading keeps new figures as drafts and may take up to a minute.
feeds-busy = A feed is being read
feeds-busy-note = Feeds are read one at a time. Please try again in a moment.
feeds-tried-title = Result of the trial
feeds-tried = { $n } indicators would be recorded
feeds-tried-same = There are no new figures to record
feeds-tried-errors = Not usable yet: { $n } things to correct
feeds-tried-rows = { $n } rows read; nothing was recorded
feeds-will-record = Would be recorded
feeds-will-same = Unchanged
feeds-will-stand = The figure on record stays
feeds-will-refuse = Cannot be recorded
feeds-stands = stays
feeds-will-dispute = A feed must be chosen
feeds-dispute-note = The feeds differ. Nothing is recorded until somebody says on the record form which one counts.
feeds-disagree = The feeds differ: please check which one counts
feeds-stands-note = Somebody recorded a figure that differs from the feed. It is not replaced; please check it on the record form.

## History
feeds-history = History of reads
feeds-history-none = Never read. Please try the feed first.
feeds-started = Started
feeds-seconds = took { $n } s
feeds-outcome = Outcome
feeds-rows = Rows read
feeds-recorded = Indicators recorded
feeds-by = Started by
feeds-by-schedule = schedule
feeds-outcome-recorded = Recorded
feeds-outcome-same = Nothing new
feeds-outcome-stands = Differs from the record
feeds-outcome-refused = Recorded in part
feeds-outcome-failed = Failed
feeds-outcome-disputed = The feeds differ
feeds-done-disputed = Read, but the feeds differ. What differs is not recorded; please say on the record form which one counts.
feeds-done-recorded = Read and kept as drafts
feeds-done-same = Read; there are no new figures
feeds-done-stands = Read; figures on record differ from the feed and stay
feeds-done-refused = Read, but some indicators could not be recorded
feeds-done-failed = The read failed; nothing was recorded

## How to add one
feeds-how = Add or change a feed
feeds-how-note = The administrator sets up connections in files, one for each feed. Passwords and tokens are kept apart and are shown on no page.
feeds-how-file = Settings file
feeds-how-secret = Password or token
feeds-how-name = NAME
feeds-how-schedule = Times are in Thailand; use hour, day, week or month
feeds-how-try = After a change, please try the feed here or run ges-node feed try

## A figure beside its source
feeds-differs = The figure reported differs from its data feed
feeds-differ-many = { $n } indicators differ from their data feeds
feeds-differs-chip = Differs from the feed
feeds-agrees = The figure agrees with its data feed
feeds-has-value = The data feed has a figure
feeds-reported = reported { $value }
feeds-at-source = feed { $feed } { $value } (read { $at })
feeds-apart = difference { $difference }
