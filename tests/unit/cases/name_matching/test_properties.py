"""What holds for every two names."""

from hypothesis import assume, given
from hypothesis import strategies as st

from kla.cases.name_matching import Decision, compare
from tests.data import name_lists as lists

WORDS = sorted(
    {
        *lists.MALE, *lists.FEMALE, *lists.SECOND_MALE, *lists.SECOND_FEMALE, *lists.FAMILY,
        *lists.BALI_ORDER, *lists.DAYAK, *lists.COMMON, "M.", "Moh.", "St.", "Abd.", "B.", "R.",
        "Rr.", "bin", "binti", "b.", "Al", "A.A.", "Gst.",
    }
)  # fmt: skip
listed = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
written = st.text(st.sampled_from("abdehijkmnorstuyz .,'-"), min_size=1, max_size=24)
names = listed | written | st.text(max_size=16)
titles = st.sampled_from(lists.BEFORE)
degrees = st.sampled_from(lists.AFTER)


@given(names, names)
def test_the_order_does_not_matter(a, b):
    one, other = compare(a, b), compare(b, a)

    assert (one.decision, one.score) == (other.decision, other.score)
    assert set(one.doubts) == set(other.doubts)


@given(names, names)
def test_a_score_is_a_share(a, b):
    assert 0 <= compare(a, b).score <= 1


@given(names)
def test_a_name_is_itself(name):
    assume(any(sign.isalpha() for sign in name))
    found = compare(name, name)

    assert found.score == 1
    assert found.decision != Decision.DIFFERENT


@given(listed, listed, titles, degrees)
def test_titles_never_change_the_answer(a, b, title, degree):
    plain, titled = compare(a, b), compare(f"{title} {a}, {degree}", b)

    assert (titled.decision, titled.score) == (plain.decision, plain.score)


@given(names, names, st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_do_not_matter(a, b, write):
    assume(a.isascii())
    assert compare(write(a), b) == compare(a, b)


@given(listed, listed, st.integers(1, 4))
def test_spaces_do_not_matter(a, b, spaces):
    assert compare(f" {a} ".replace(" ", " " * spaces), b) == compare(a, b)


@given(st.sampled_from([word for word in WORDS if word.isalpha()]), names)
def test_one_word_is_never_enough(word, name):
    assert compare(word, name).decision != Decision.SAME
