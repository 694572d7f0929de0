"""The people of a clinic in words and rows. Values in, escaped HTML out; `clinician/people.py` puts it on the page."""

from __future__ import annotations

from intake import access
from intake.colleagues import POSTS, ColleagueLink, post_key
from intake.people import Account
from pages._badges import flag
from pages._look import escape
from pages._moments import WallClock


def post_words(account: Account) -> str:
    """`Senior clinician`."""
    return POSTS[post_key(account.role, is_clinician=account.is_clinician)].words


def sentence(people: list[Account], links: list[ColleagueLink]) -> str:
    """`5 people, 1 switched off, 2 links out`."""
    off = sum(one.disabled for one in people)
    here = len(people) - off
    parts = (
        "1 person" if here == 1 else f"{here} people",
        f"{off} switched off" if off else "",
        f"{len(links)} {'link' if len(links) == 1 else 'links'} out" if links else "",
    )
    return ", ".join(part for part in parts if part)


def row(account: Account, clock: WallClock, *, is_me: bool) -> str:
    """One person: name, post, job, when they were here last, and whether a second step is on."""
    you = ' <span class="tb-quiet">(you)</span>' if is_me else ""
    off = f" {flag('switched off')}" if account.disabled else ""
    job = " · ".join(escape(said) for said in (account.job_title, account.registration) if said)
    seen = account.last_signed_in_at
    last = f"here {clock.briefly(seen)}" if seen else "never signed in"
    second = "second step on" if account.has_second_factor else "password only"
    return (
        f'<div class="tb-invited"><b><bdi>{escape(account.name)}</bdi></b>{you}{off} '
        f'<span class="tb-quiet">{escape(account.username)} · {job}</span><br>'
        f"{escape(post_words(account))} · {last} · {second}</div>"
    )


def link_row(link: ColleagueLink, clock: WallClock) -> str:
    """A link that is out: for whom, as what, until when."""
    what = "new password" if link.account_id else POSTS[post_key(link.role, is_clinician=link.is_clinician)].words
    return (
        f'<div class="tb-invited"><b><bdi>{escape(link.name)}</bdi></b> <span class="tb-quiet">{escape(what)} · by '
        f"{escape(link.made_by)} · works until {clock.exactly(link.expires_at)}</span></div>"
    )


def who_may_do_what() -> str:
    """The table of deeds by post, a click away."""
    heads = "".join(f'<th scope="col">{escape(post.words)}</th>' for post in POSTS.values())
    somebody = [Account("", "", "", post.role, "", is_clinician=post.is_clinician) for post in POSTS.values()]
    rows = "".join(
        f'<tr><th scope="row">{escape(deed[0].upper() + deed[1:])}</th>'
        + "".join(f"<td>{_yes(bool(access.roles_of(one) & roles))}</td>" for one in somebody)
        + "</tr>"
        for deed, roles in access.DEEDS.items()
    )
    return (
        '<details class="tb-table tb-may"><summary>Who may do what</summary><div class="tb-scroll-x" tabindex="0" '
        f'role="region" aria-label="Who may do what"><table><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _yes(is_so: bool) -> str:
    return "yes" if is_so else '<span class="tb-none">no</span>'
