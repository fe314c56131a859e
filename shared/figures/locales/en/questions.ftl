# Words of questions that node and hub share.
questions-due = Answer by { $date }
questions-about-value = The result as reported
questions-about-figure = The figure “{ $field }”
questions-about-page = Page { $page } of { $name }
questions-turn-ask = Question
questions-turn-follow-up = Follow-up
questions-turn-answer = Answer
questions-late = Answered late
questions-evidence = Documents with the answer
questions-of-indicator = Questions from the centre
questions-open = Open
