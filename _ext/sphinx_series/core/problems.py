"""What can be wrong with what an author wrote, as data."""

from __future__ import annotations

from sphinx_series_base.problems import ProblemKind


class Kind(ProblemKind):
    """The kinds of problems: the value is the warning's subtype, the text says what it means.

    A kind is shown as ``series.VALUE`` and can be silenced with ``suppress_warnings``.
    """

    CONFIG = (
        "config",
        "A value in conf.py does not serve: its default is used, or a post has no social card.",
    )
    FRONT_MATTER = (
        "front_matter",
        "A front matter value cannot be read or names something unknown; it is ignored.",
    )
    DUPLICATE_SLUG = (
        "duplicate_slug",
        "Two posts have one slug; the first docname has it. Or two slugs differ in case only.",
    )
    DIRECTIVE = "directive", "An argument or option of a directive is wrong; it is ignored."
    UNKNOWN_PART = "unknown_part", "A line of a series names no document; it is left out."
    DUPLICATE_PART = "duplicate_part", "A document is a part twice; its first place counts."
    PART_NUMBER = (
        "part_number",
        "A `part` is not the position that the document has in its series, or is taken.",
    )
    PART_GAP = "part_gap", "The part numbers of a series leave one out."
    DUPLICATE_SERIES = "duplicate_series", "A series is declared twice; the first one counts."
    UNKNOWN_SERIES = "unknown_series", "A series is named that no page declares."
    DUPLICATE_TOPIC = "duplicate_topic", "A topic is declared twice; the first one counts."
    UNKNOWN_TOPIC = "unknown_topic", "A topic is named that no page declares."
    REVIEW = "review", "The day by which a post was to be reviewed has passed."
    NO_MATCH = "no_match", "A pattern matches no document."
    REDIRECT = "redirect", "An old address cannot lead to its page; no redirect is made for it."
    SAME_ADDRESS = (
        "same_address",
        "Two documents, topics or series have one address, or do where case does not count.",
    )
    NEIGHBOUR = (
        "neighbour",
        "Another extension writes a file that is asked for here; its own stays.",
    )
    LEDGER = "ledger", "The ledger cannot be read, or a line of it is no record."
    LOST_URL = "lost_url", "An address of the ledger leads nowhere any more."
    NAMES = (
        "names",
        "The file of names cannot be read, a line of it is no name, or leads where none can.",
    )
    LOST_ANCHOR = "lost_anchor", "A place of the file of names is on no page any more."
    LOST_NAME = "lost_name", "An object of the file of names is in the inventory no more."
    OLD_NAME = "old_name", "A reference uses a name that has become another; it leads there."
    CATALOGUE = (
        "catalogue",
        "The catalogue of another project is not to be had, or is none; its last copy serves.",
    )
    OUTPUT = (
        "output",
        "A file has no room in the output folder, or is damaged or a link there; it is left out.",
    )
    REDIRECT_LIMIT = (
        "redirect_limit",
        "A server form has more redirects than its host takes; all of them are written.",
    )
