"""What a process loads once and keeps, and how often it looks for what it may throw away."""

import gc

# So many more containers than were let go make a round of the collector, of ten times as many as
# Python's own number: a page makes some thousands, and several rounds in each cost an eighth of it.
YOUNGEST = 10_000


def settle() -> None:
    """Take all that is loaded now out of the rounds of the garbage collector, and make them fewer.

    To be called once, when a process is ready to answer: the collector would otherwise walk through
    every module and table again and again, some eighty milliseconds each time, in the middle of an
    answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, *gc.get_threshold()[1:])
