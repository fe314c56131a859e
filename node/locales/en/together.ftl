# Words of working together inside an agency: threads, tasks, obstacles, findings, notifications

together-tab = Together
together-indicator = Indicator { $name }, fiscal year { $year }
together-result = { $months }-month result of indicator { $name }
together-obstacle = { $months }-month obstacle of indicator { $name }
together-document = Document { $name }
together-page = Document { $name }, page { $page }
together-more = Show the next ones
together-internal = This stays inside the agency and never goes to the centre
together-choose = Choose
together-field-text = Text
together-field-to = Person
together-field-due = Due
together-field-title = Title
together-field-records = Records of the journal
together-field-anchor = About
together-field-page = Page of the document
together-field-severity = Severity

## Threads
threads-title = Threads
threads-lead = What people of the agency say about indicators, results, obstacles and documents
threads-mine = Concerning you
threads-open = Open
threads-all = All
threads-none-title = No threads in this list
threads-none = Begin one on the page of an indicator's round or on the obstacle board
thread-open = Open
thread-resolved = Resolved
thread-posts = { $n } posts
thread-counts = { $open } of { $all } threads open
thread-new = Begin a thread
thread-on = About
thread-page-hint = When a document is chosen, for example 4
thread-page-wrong = Give the page as a whole number from 1, for example 4
thread-text-hint = Call somebody with @login; at most 4,000 characters
thread-call = Call
thread-call-hint = Choose the login of whoever should know
thread-answers = Answer to
thread-answers-all = The whole thread
thread-answers-who = Answer to { $who }
thread-called = Called: { $who }
thread-resolved-by = Resolved by { $who }
thread-talk = Posts
thread-reply = Reply
thread-reply-act = Send the reply
thread-resolve-act = Send and resolve
thread-reopen-act = Send and reopen
thread-post = Post
thread-tasks-none = No tasks from this thread yet

## Tasks
tasks-title = Tasks
tasks-lead = What people of the agency ask of each other, overdue tasks first
tasks-mine = Yours
tasks-given = Given by you
tasks-all = All
tasks-none-title = No tasks in this list
tasks-none = There is nothing you need to do
task-open = Open
task-overdue = Overdue
task-done = Done
task-cancelled = Cancelled
task-due = Due { $date }
task-given-by = Given by { $who }
task-to = In charge
task-giver = Given by
task-hand-to = Hand over to
task-title-hint = What is to be done; at most 200 characters
task-due-hint = Today or a later day
task-new = Give a task
task-give-act = Give the task
task-about = Details
task-thread = Open the thread it came from
task-go-on = Go on
task-remark = Remark
task-remark-hint = Needed to reopen a task
task-finish-act = Report it as done
task-cancel-act = Cancel the task
task-reopen-act = Reopen the task
task-hand-act = Hand the task over
task-step-give = Given to { $to }
task-step-finish = Reported as done
task-step-reopen = Reopened
task-step-hand-over = Handed over to { $to }
task-step-cancel = Cancelled

## Findings
findings-title = Findings
findings-lead = The internal auditor's log, with the agency's answers
findings-open = Not closed
findings-all = All
findings-none-title = No findings in this list
findings-none = What the internal auditor writes down appears here
finding-new = Write down a finding
finding-severity-low = Worth knowing
finding-severity-medium = To be corrected
finding-severity-high = Serious
finding-severity-needed = Choose how much it weighs
finding-open = Waiting for the agency's answer
finding-answered = Waiting for the internal auditor
finding-closed = Closed
finding-until = To be done by { $date }
finding-until-field = To be done by
finding-title-hint = In a few words; at most 200 characters
finding-text = What was found, the rule, and the recommendation
finding-text-hint = At most 4,000 characters
finding-records-hint = Record numbers from the history page, one on each line, at most 50
finding-record-wrong = “{ $text }” is no record number: copy one from the history page
finding-open-act = Write down the finding
finding-answer-text = The agency's answer
finding-close-text = The internal auditor's view
finding-answer-act = Send the answer
finding-close-act = Close the finding
finding-reopen-act = Return it for an answer
finding-go-on = Go on
finding-rests-on = What it rests on
finding-rests-on-none = It names no records
finding-step-open = Written down
finding-step-answer = Answered
finding-step-close = Closed
finding-step-reopen = Returned for an answer

## Obstacles
obstacles-title = Obstacles
obstacles-none-title = No obstacles were reported for this round
obstacles-none = Obstacles written in the reports of indicators appear here
obstacles-count = { $n } obstacles, the largest loss first
obstacle-nobody = Nobody in charge yet
obstacle-somebody = Somebody is in charge
obstacle-done = Seen to
obstacle-no-score = No score yet
obstacle-points = { $points } weighted points lost
obstacle-thread-open = { $words } (open, { $n } posts)
obstacle-thread-resolved = { $words } (resolved, { $n } posts)
obstacle-comment = Comment

## Notifications
notices-title = Notifications
notices-lead = What concerns you
notices-unread = Unread
notices-all = All
notices-none-title = Nothing is unread
notices-none = There is nothing you need to do
notices-all-read = Mark all as read
notice-unread = Unread
notice-open = Open
notice-returned = An indicator came back
notice-waiting = An indicator waits for you
notice-mention = Somebody calls you
notice-reply = Somebody replied in your thread
notice-task = Somebody gave you a task
notice-finished = A task you gave is done
notice-finding = A finding waits for an answer
notice-answered = An answer waits for you

## My work
together-work-title = From your colleagues
together-work-tasks = See all your tasks

## Mail digest
mail-subject = GES: { $n } things are unread
mail-subject-due = GES: { $n } things are due soon or overdue
mail-subject-both = GES: { $n } things are unread, { $due } are due soon or overdue
mail-due = Due soon or overdue
mail-due-of = (indicator { $number })
mail-question-due = Question of the centre, to be answered by { $date }
mail-question-overdue = Question of the centre, overdue since { $date }
mail-task-due = Task, due on { $date }
mail-task-overdue = Task, overdue since { $date }
mail-count = { $what }: { $n }
mail-indicators = Indicators concerned
mail-open = Read them in the system
mail-stop = Change the mail address or stop these mails
mail-test-subject = GES: test mail
mail-test = This mail shows that the agency's node can send mail
mail-trouble = Digests could not be sent at { $at }

## Kinds of records in the journal
figures-kind-thread-moved = Thread inside the agency
figures-kind-task-moved = Task inside the agency
figures-kind-finding-moved = Finding of the internal auditor
