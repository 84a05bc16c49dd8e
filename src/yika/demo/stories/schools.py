"""Characters who are insured as pupils and students through a school."""

from datetime import date

from yika.demo.insured import YEAR, Insured
from yika.demo.life import CARD_PASSWORD, E_PASSWORD, Life
from yika.demo.model import Character, Text, on
from yika.demo.stories.usual import FIRST_USE, LAST_USE, usual


async def _pupil(life: Life) -> None:
    await life.card(on("2023-09-04", "10:10"))
    await life.uses(FIRST_USE, LAST_USE, 4)


SCHOOLS = (
    Character(
        key="pupil",
        name="夏知远",
        id_number="999900201509183418",
        insurance="resident",
        password=CARD_PASSWORD,
        what=Text(
            "十岁，在演示市实验学校上学，随学校参加城乡居民医保。",
            "Aged ten, at a school of Yanshi and insured as a resident through it.",
        ),
        attempt=Text(
            "以学校的身份登录，替这名学生办一件事。",
            "Sign in as the school and have something done for this pupil.",
        ),
        story=_pupil,
    ),
    Character(
        key="student",
        name="叶蓁蓁",
        id_number="999900200605204421",
        insurance="resident",
        password=CARD_PASSWORD,
        e_password=E_PASSWORD,
        what=Text(
            "演示学院的大学生，随学校参加城乡居民医保。",
            "A student of the college of Yanshi, insured as a resident through it.",
        ),
        attempt=Text(
            "以学院的身份登录，看能替她办哪些事。",
            "Sign in as the college and see what it may do for her.",
        ),
        story=usual,
        cover=Insured(
            scheme="resident",
            since=date(2024, 9, 1),
            billed=(YEAR,),
            group="student",
            school="college",
        ),
    ),
)
