"""Words for pet names."""

from typing import Final

__all__ = ["ADJECTIVES", "ADVERBS", "ANIMALS"]

ADVERBS: Final = tuple(
    (
        "barely boldly briefly calmly clearly closely duly eagerly early easily fairly firmly freely gently gladly "
        "highly kindly lightly mildly nearly neatly newly openly partly purely quickly rarely safely slowly softly "
        "surely widely"
    ).split()
)
ADJECTIVES: Final = tuple(
    (
        "able alert amber apt bold brave bright calm clean clear coral crisp eager early fair fast fond free fresh "
        "glad golden grand green keen kind light lively loyal merry mild neat noble polite proud quick quiet rapid "
        "ready round sharp shy silver smart steady sunny sure swift tidy true warm wise witty"
    ).split()
)
ANIMALS: Final = tuple(
    (
        "ant badger bat bear beaver bee bison boar buck camel cat cobra cod colt condor crab crane crow deer dodo "
        "dog dove duck eagle eel egret elk emu falcon ferret finch fish fox frog gecko goat goose hare hawk heron "
        "horse ibex jackal jay kite koala lamb lark lemur lion llama lynx mole moose moth mouse mule newt orca "
        "otter owl ox panda pony puma quail raven robin seal shark sheep snail stork swan tiger toad trout viper "
        "whale wolf wren yak zebra"
    ).split()
)
