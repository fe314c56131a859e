# Words of questions from the centre, at the node.

answer-tab = Questions
answer-title = Questions from the centre
answer-lead = The centre asks about a figure or a page. Questions arrive by themselves, and answers go back by themselves.
answer-filter-waiting = To answer
answer-filter-mine = Mine
answer-filter-answered = Answered, with the centre
answer-filter-all = All
answer-none = No questions from the centre yet
answer-none-note = When the centre asks, the question appears here and in your work. You need not do anything.
answer-none-here = No questions of this kind
answer-none-here-note = The other questions are in the list of all.
answer-show-all = Show all questions
answer-more = The first { $n } are shown. Please answer these first; the others follow.
answer-prepared-by = Prepared by { $who }
answer-prepared-by-you = You prepare the answer
answer-prepared-by-nobody = Nobody has been asked to prepare the answer yet
answer-waiting = { $n } to answer
answer-act = Answer

## The page of a question
answer-thread = Question and answers
answer-about = About
answer-form = Answer of the agency
answer-text = Answer
answer-text-hint = Answer what was asked; say where the figure comes from and on which page.
answer-evidence = Documents that are here already
answer-hidden = { $n } more documents are internal: the centre cannot open them, so they are not offered.
answer-file-hint = The centre can open this file once the answer is given. It is kept as soon as you send it, even if another field needs mending.
answer-note = Once sent, the answer goes to the centre by itself and cannot be changed.
answer-figure = The result that the centre sees
answer-no-figure = No result has been released to the centre yet
answer-card = See the indicator and its steps
answer-correct-note = If the figure turns out to be wrong, please correct it with a reason, and say so in the answer. The earlier version stays.
answer-preparing = Who prepares the answer
answer-assign-to = Ask this person
answer-assign-hint = Seen only within the agency.
answer-assign-act = Name who prepares the answer
answer-done-assign = Named
answer-done-answer = Answered. The answer goes to the centre by itself.
