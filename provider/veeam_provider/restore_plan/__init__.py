"""From a wish list of any size to the fewest restore sessions that the product takes.

    with open_wish_list(path) as wishes, plan_restore(wishes.rows) as plan:
        for session in plan.sessions():
            print(session.type, len(session.items))
        for refused in plan.refused():
            print(refused.id, refused.why)

Wishes are items in the shape of ``veeam:entraid:RestoreSession``'s ``items``. No session holds more than 1000 items or
more than one type, and an application is in one session with its service principal. Sessions come in an order in which
what is restored finds what it refers to.
"""

from veeam_provider.restore_plan._items import SESSION_ORDER, ItemType
from veeam_provider.restore_plan._plan import (
    NoRoomError,
    Note,
    PlannedSession,
    PlannedType,
    Refused,
    RestorePlan,
    plan_restore,
)
from veeam_provider.restore_plan._sessions import ITEMS_OF_A_SESSION
from veeam_provider.restore_plan._verdicts import Permissions, Topic
from veeam_provider.restore_plan._wish_lists import (
    Malformed,
    Row,
    WishList,
    WishListError,
    WishListFormat,
    open_wish_list,
    read_wish_list,
)
from veeam_provider.restore_plan._writing import write_json

__all__ = [
    "ITEMS_OF_A_SESSION",
    "SESSION_ORDER",
    "ItemType",
    "Malformed",
    "NoRoomError",
    "Note",
    "Permissions",
    "PlannedSession",
    "PlannedType",
    "Refused",
    "RestorePlan",
    "Row",
    "Topic",
    "WishList",
    "WishListError",
    "WishListFormat",
    "open_wish_list",
    "plan_restore",
    "read_wish_list",
    "write_json",
]
