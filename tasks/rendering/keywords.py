"""What each programming language calls a comment, a string and a keyword: as much as four colours need."""

from typing import NamedTuple


class Grammar(NamedTuple):
    """A language's name for people, its comment styles (signs), string quotes, and keywords."""

    name: str
    comments: tuple[str, ...]
    quotes: tuple[str, ...]
    keywords: frozenset[str]


def _grammar(name: str, comments: str, quotes: str, keywords: str) -> Grammar:
    return Grammar(name, tuple(comments.split()), tuple(quotes.split()), frozenset(keywords.split()))


_C = "break case const continue default do double else enum extern float for goto if int long return short signed "
_C += "sizeof static struct switch typedef union unsigned void volatile while char inline"
_OO = "abstract catch class extends final finally implements import instanceof interface new null package private "
_OO += "protected public super this throw throws true false try"
_JS = "async await break case catch class const continue debugger default delete do else export extends false finally "
_JS += "for from function if import in instanceof let new null of return static super switch this throw true try "
_JS += "typeof undefined var void while with yield"
_PY = "False None True and as assert async await break case class continue def del elif else except finally for from "
_PY += "global if import in is lambda match nonlocal not or pass raise return try while with yield"
_SQL = "all alter and as asc between by case create cross delete desc distinct drop else end exists from full group "
_SQL += "having in index inner insert into is join left like limit not null offset on or order outer over partition "
_SQL += "primary key references right select set table then union unique update values view when where with"
_SH = "case do done elif else esac export fi for function if in local return select set then until while"
_SWIFT = "as break case catch class continue default defer do else enum extension false fileprivate for func guard if "
_SWIFT += "import in init inout is let nil private protocol public repeat return self static struct super switch throw "
_SWIFT += "throws true try var where while"
_KOTLIN = (
    "as break class companion continue data do else false for fun if import in interface internal is null "
)
_KOTLIN += (
    "object open override package private public return sealed super suspend this throw true try typealias "
)
_KOTLIN += "val var when while"
_RUST = "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod "
_RUST += "move mut pub ref return self Self static struct super trait true type unsafe use where while"
_GO = "break case chan const continue default defer else fallthrough false for func go goto if import interface map "
_GO += "nil package range return select struct switch true type var"
_CPP = f"{_C} {_OO} auto bool constexpr namespace nullptr template typename using"
_LUA = "and break do else elseif end false for function if in local nil not or return true"
_MATLAB = "break case continue else elseif end for function if otherwise return switch while"
_PERL = "else elsif for foreach if last local my next our package return sub unless use while"
_SCALA = (
    f"{_OO} case def do else for if match object override return sealed trait type val var while with yield"
)
_TS = f"{_JS} any boolean enum interface keyof never number readonly string type"
_RUBY = "alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo "
_RUBY += "require rescue retry return self super then true undef unless until when while yield"
_R = "break else FALSE for function if in NA next NULL repeat return TRUE while library"
_PHP = f"{_C} {_OO} echo function foreach as elseif endif namespace use var global array fn match"
_HS = "case class data deriving do else if import in infix instance let module newtype of then type where"

GRAMMARS = {
    "bash": _grammar("Shell", "#", "\" ' `", _SH),
    "c": _grammar("C", "// /*", "\" '", _C),
    "cpp": _grammar("C++", "// /*", "\" '", _CPP),
    "csharp": _grammar(
        "C#", "// /*", "\" '", f"{_C} {_OO} async await bool foreach in namespace string using var"
    ),
    "css": _grammar("CSS", "/*", "\" '", "important"),
    "dart": _grammar(
        "Dart", "// /*", "\"\"\" ''' \" '", f"{_C} {_OO} async await bool var late required String"
    ),
    "go": _grammar("Go", "// /*", "\" ' `", _GO),
    "haskell": _grammar("Haskell", "--", '"', _HS),
    "html": _grammar("HTML", "<!--", "\" '", ""),
    "ini": _grammar("INI", "# ;", '"', "true false"),
    "java": _grammar("Java", "// /*", '""" " \'', f"{_C} {_OO} boolean byte record synchronized var"),
    "javascript": _grammar("JavaScript", "// /*", "\" ' `", _JS),
    "json": _grammar("JSON", "// /*", '"', "true false null"),
    "julia": _grammar("Julia", "#", '""" "', f"{_RUBY} function struct mutable using import const let macro"),
    "kotlin": _grammar("Kotlin", "// /*", '""" " \'', _KOTLIN),
    "lua": _grammar("Lua", "--", "\" '", _LUA),
    "make": _grammar("Makefile", "#", "\" '", "define else endef endif ifdef ifeq ifndef ifneq include"),
    "matlab": _grammar("MATLAB", "%", '"', _MATLAB),
    "perl": _grammar("Perl", "#", "\" '", _PERL),
    "php": _grammar("PHP", "// /* #", "\" '", _PHP),
    "python": _grammar("Python", "#", "\"\"\" ''' \" '", _PY),
    "r": _grammar("R", "#", "\" '", _R),
    "ruby": _grammar("Ruby", "#", "\" '", _RUBY),
    "rust": _grammar("Rust", "// /*", '"', _RUST),
    "scala": _grammar("Scala", "// /*", '""" "', _SCALA),
    "sql": _grammar("SQL", "-- /*", "\" '", f"{_SQL} {_SQL.upper()}"),
    "swift": _grammar("Swift", "// /*", '""" "', _SWIFT),
    "toml": _grammar("TOML", "#", "\"\"\" ''' \" '", "true false"),
    "typescript": _grammar("TypeScript", "// /*", "\" ' `", _TS),
    "xml": _grammar("XML", "<!--", "\" '", ""),
    "yaml": _grammar("YAML", "#", "\" '", "true false null yes no"),
}
_ALIASES = {
    "bash": "sh shell zsh console",
    "c": "h",
    "cpp": "c++ cc hpp cxx",
    "csharp": "c# cs",
    "css": "scss less",
    "go": "golang",
    "haskell": "hs",
    "html": "htm vue",
    "javascript": "js jsx node mjs",
    "json": "jsonc json5",
    "kotlin": "kt",
    "make": "makefile",
    "python": "py python3 pycon",
    "ruby": "rb",
    "rust": "rs",
    "sql": "mysql postgresql postgres sqlite",
    "typescript": "ts tsx",
    "xml": "svg",
    "yaml": "yml",
}
ALIASES = {alias: language for language, aliases in _ALIASES.items() for alias in aliases.split()}
