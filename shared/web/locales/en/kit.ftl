# Words of the web kit that agencies and the centre share.

## Frame
skip = Skip to content
home = home page
menu = Menu
main-navigation = Main navigation
breadcrumb = Where this page is
period = Fiscal year and round
demo = Demonstration data
demo-note = Demonstration data: figures, weights and dates are made up
not-signed-in = Not signed in
account = Your account
sign-out = Sign out
to-home = Go to the home page
more-tabs = More
keys = Keyboard shortcuts
keys-note = They work with Thai and English keyboards and stay silent while you type in a field.
keys-on = Turn shortcuts on
keys-off = Turn shortcuts off
keys-rows = Go to the next row or the one before; Enter opens it
keys-close = Close this window

## Signing in
sign-in = Sign in
login = Login
password = Password
sign-in-wrong = The login or the password is wrong. Please check both and try again.
sign-in-disabled = This account is switched off. Please contact your agency’s administrator.
sign-in-limited = { $minutes ->
    [one] Too many wrong tries. Please wait one minute and try again.
   *[other] Too many wrong tries. Please wait { $minutes } minutes and try again.
}
sign-in-again = Please sign in again
sign-in-again-note = You were away for a while. Your drafts are complete and you will come back to where you were.
sign-in-everywhere = You are signed out everywhere
sign-in-everywhere-note = Every browser that used this account has to sign in again.
sign-in-help = If you have forgotten your password, please ask your agency’s administrator for a one-time link.
link-title = One-time sign-in link
link-note = This link works once, within 24 hours. Press the button when you are ready to work on this device.
link-use = Sign in on this device
link-worthless-title = This link no longer works
link-worthless = It has been used, has expired, or was not copied whole. Please ask your agency’s administrator for a new one, or sign in with your password.
link-to-sign-in = Sign in with a password

## Account
account-title = Your account
account-who = You
account-roles = Roles
account-language = Language
account-password = Set a new password
account-current = Current password
account-current-wrong = The current password is wrong. Please check and type it again.
account-new = New password
account-new-hint = At least { $min } characters, at least { $different } of them different; an easy sentence is fine.
account-new-again = New password again
account-differ = The two passwords differ. Please type the same one twice.
account-password-note = Setting a new password signs you out on every other device.
account-save = Set the new password
account-email-title = Mail
account-email = Mail address
account-email-hint = For example name@dep.go.th; leave it empty to get no mail
account-email-save = Keep the mail address
account-email-wrong = This is no mail address. Write it as name@dep.go.th, or leave the field empty.
account-done-email = The mail address is kept.
account-weak-password = A password has { $min } to { $max } characters, at least { $different } of them different, does not contain the login, and does not begin with what is guessed first, such as 1234567 or password. Please use a sentence you remember.
account-taken = The login { $login } is taken. Please choose another.
account-unknown = Nobody has the login { $login }.
account-login = { $login } cannot be a login. Please use 2 to 64 of a-z 0-9 . _ @ -
account-role = { $role } cannot be the name of a role.
account-token = A system’s token cannot change a person’s password.
account-same = The new password is the current one. Please choose another.
account-sessions = Where you are signed in
account-sessions-note = If you see a device you do not know, please sign it out and set a new password.
account-this = this one
account-opened = Signed in
account-by-link = with a one-time link
account-seen = last used
account-end = Sign out there
account-end-of = Sign out of { $agent }
account-end-all = Sign out everywhere
account-done-link = You came in with a link. Please set a password below for the next time.
account-done-password = The new password is set. All other devices are signed out.
account-done-session = That device is signed out.
account-done-delegated = The role is given for those days.
account-done-undelegated = The delegation has ended, at once.
agent-unknown = Another browser or program
agent-system = A program on { $system }
agent-both = { $browser } on { $system }

## Roles given for a time
delegation-title = Acting for somebody
delegation-note-own = You can give a role of yours to somebody for some days. Who acts for you cannot pass it on.
delegation-note = A person can give a role of theirs to somebody for some days. Who acts for them cannot pass it on.
delegation-nothing = Nobody acts for anybody here at the moment.
delegation-nobody = There is nobody else yet who could act.
delegation-sentence = { $delegate } acts as { $role } for { $holder } from { $first } to { $last }, both days included.
delegation-sentence-given = { $delegate } acts as { $role } for you from { $first } to { $last }, both days included.
delegation-sentence-received = You act as { $role } for { $holder } from { $first } to { $last }, both days included.
delegation-in-force = in force today
delegation-upcoming = not yet begun
delegation-resting = without effect: the holder no longer has the role
delegation-end = End this delegation
delegation-end-of = End the delegation to { $delegate }
delegation-give = Let somebody act
delegation-save = Give the role for these days
delegation-choose = – please choose –
delegation-role = Role to give
delegation-role-needed = Please choose the role.
delegation-delegate = Who acts
delegation-delegate-needed = Please choose who acts.
delegation-first = First day
delegation-last = Last day
delegation-day-hint = Such as 4 Jul 2012 or 4/7/2555; today or later.
delegation-last-hint = The whole of this day is included, in Thai time.

## Levels and scores
level-1 = far below target
level-2 = below target
level-3 = on target
level-4 = above target
level-5 = far above target
level-n = level { $n }
level-n-word = level { $n }, { $word }
score-level = score, { $word }
delta-up = up
delta-down = down
delta-same = unchanged
legend-levels = score levels
this-round-value = this round { $value }
last-round-value = last round { $value }
below-level-1 = below level 1
above-level-5 = above level 5
below-level-1-value = { $value } below level 1
above-level-5-value = { $value } above level 5
bar-higher = Level bar, higher is better
bar-lower = Level bar, lower is better
bar-milestone = Bar of milestones
bar-now = this round { $value }, score { $score }
bar-before = last round { $value }, score { $score }
bar-nothing = nothing reported for this round yet
bar-level = level { $n } = { $value }
interpolation = The result { $value } lies between level { $low } ({ $lowvalue }) and level { $high } ({ $highvalue }); in proportion that is { $score }
heat-cell = Indicator { $number }: { $word }
heat-summary = { $n } indicators, lowest: { $worst } ({ $word })
heat-none = { $n } indicators, no score levels yet
strip-own = Scores of { $n } agencies; the solid dot is this one, { $score }
strip-peers = Scores of { $n } agencies
baseline-label = Three past years and the rounds of this year: { $name }
baseline-value = Value
baseline-level = Level
as-table = Show as a table
no-value = no data

## States
status-draft = Draft
status-supervisor = Supervisor
status-pa-unit = PA unit
status-returned = Sent back
status-awaiting-cio = Awaiting CIO
status-attested = CIO attested
status-overdue = { $days ->
    [one] One day overdue
   *[other] { $days } days overdue
}
status-lost = Out of contact
data-not-yet = Not due yet
data-awaiting = Awaiting data
data-awaiting-from = from { $source }
data-awaiting-until = from { $source }, expected { $date }
data-missing = Not reported
data-missing-note = { $days ->
    [one] one day late, counts as 1.0000
   *[other] { $days } days late, counts as 1.0000
}
data-cancelled = Cancelled
data-cancelled-decision = See the decision
link-live = Received { $at }
link-behind = { $n ->
    [one] One record to receive
   *[other] { $n } records to receive
}
link-lost = Out of contact since { $since }
link-diverged = Journal does not continue
link-never = Never in contact

## Where a number comes from
provenance-strip = Where the number comes from
step-done = done
step-attention = needs a look
step-open = not yet
digest-whole = show the whole fingerprint
verify-title = Check it yourself
verify-text = Do not take our word for it: this command checks on your own machine, without the internet.
copy = Copy
copied = Copied

## Forms and lists
optional = (optional)
error-word = Error:
error-summary = { $n ->
    [one] Cannot be sent yet: one thing to correct
   *[other] Cannot be sent yet: { $n } things to correct
}
undo = Undo
filters = Filters
pager = Pages
pager-of = Showing { $shown } of { $total }
pager-shown = Showing { $shown }
pager-next = Next page
pager-first = Back to the first page
evidence-sending = Sending { $percent }%
evidence-whole = Complete
evidence-interrupted = Interrupted
evidence-differs = Differs from the original
evidence-on-demand = Fetched when opened
diff-old = before
diff-new = after
diff-nothing = nothing

## Problems
problem-number = Number of this request (tell it to the administrator if you need help):
problem-not-found = The page you opened was not found
problem-not-found-remedy = The address may be mistyped, or this is not open to you. Please go to the home page and look in the lists.
problem-forbidden = You are not entitled to do this
problem-forbidden-remedy = If you need to, please contact your agency’s administrator.
problem-role = This is for: { $needed }. Your role is: { $own }.
problem-foreign-form = This form was not sent from this system
problem-foreign-form-remedy = For safety, forms from other sites are not accepted. Please open the page here and send it again.
problem-invalid = What was sent is not correct yet
problem-invalid-remedy = Please correct what is named and send it again. Nothing you typed is lost.
problem-malformed = The request cannot be read
problem-malformed-remedy = Please compare the request with the API documentation and send it again.
problem-cursor = The page position is not valid
problem-cursor-remedy = Please begin with the first page of the list.
problem-conflict = Somebody changed this before you
problem-conflict-remedy = Please look at the latest values and choose which to keep. Nobody is overwritten.
problem-too-large = What was sent is too large
problem-too-large-detail = At most { $limit } can be received.
problem-too-large-remedy = Please split or shrink the file and send it again.
problem-unsupported-media = This kind of data is not accepted
problem-unsupported-media-remedy = Please send a kind that the API documentation names.
problem-method-not-allowed = This address does not accept this method
problem-method-not-allowed-remedy = Please open the page from the menu, or see the API documentation.
problem-too-many = Too many tries
problem-too-many-detail = { $minutes ->
    [one] Please wait one minute.
   *[other] Please wait { $minutes } minutes.
}
problem-too-many-remedy = You may try again afterwards, or ask the administrator for a one-time link.
problem-unavailable = The system cannot take this request now
problem-unavailable-remedy = Please try again in a moment. Everything that was saved is still there.
problem-busy = Many people are using the system at this moment. Please try again shortly.
problem-disk-full = The server’s disk is full. The administrator has to add space first.
problem-internal = The system failed
problem-internal-remedy = This is our fault, not yours. Please try again; if it keeps failing, please tell the administrator the number of this request.
problem-sign-in-needed = Please sign in
problem-sign-in-needed-remedy = This is open only to people who have signed in.
problem-bad-credentials = We could not verify who you are
problem-bad-credentials-remedy = The login, password or token is wrong or has expired. Please check and try again.

## Passkeys and the identity provider
sign-in-out-here = You are signed out of this system
sign-in-out-there-note = The identity provider may still remember you in this browser.
sign-in-out-there = Sign out there as well
passkey-sign-in = Sign in with a passkey
passkey-refused = The passkey did not work
passkey-stopped = Cancelled, or this device has no passkey for this system. Please try again or use your password.
passkey-failed = The passkey did not work. Please try again or use your password.
passkey-known = This device has a passkey of yours already. Please choose another device.
passkey-title = Passkeys
passkey-note = Sign in with your fingerprint, face or screen lock instead of the password. If a device is lost, please remove its passkey.
passkey-none = No passkeys yet
passkey-added = Registered
passkey-unused = never used
passkey-backed-up = kept by the device’s maker as well
passkey-one-device = on one device only
passkey-remove = Remove the passkey
passkey-remove-of = Remove the passkey { $name }
passkey-name = Name of the passkey
passkey-name-hint = For example: phone, or office computer
passkey-unnamed = Passkey
passkey-add = Register a passkey
passkey-needs-script = Registering a passkey needs JavaScript in the browser.
account-done-passkey = The passkey is registered. Next time you can use it instead of the password.
account-done-passkey-removed = The passkey is removed. Please delete it from the device as well.
oidc-refused = Signing in through the identity provider did not work
oidc-back = Go to the sign-in page
oidc-title = Identity at the identity provider
oidc-note = Once linked, you can use the button “{ $provider }” on the sign-in page.
oidc-linked = Linked
oidc-link = Link my identity to this account
oidc-unlink = Remove the link
account-done-identity = Your identity is linked to your account.
account-done-identity-removed = The link is removed, at once.
