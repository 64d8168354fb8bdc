"""The sentences that say why a check does not hold yet, in every language of the lessons.

A sentence tells what was found, never what was wanted: the learner asks "why?", not "what is the answer?".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.lessons.text import FALLBACK, Text

SENTENCES: dict[str, dict[str, str]] = {
    # values in objects
    "value is": {"en": "{path} is {value}", "ja": "{path} は {value} です"},
    "value is low": {"en": "{path} is {value}, which is too little", "ja": "{path} は {value} で、まだ足りません"},
    "value is high": {"en": "{path} is {value}, which is too much", "ja": "{path} は {value} で、多すぎます"},
    "value is absent": {"en": "{path} is not set", "ja": "{path} が設定されていません"},
    "value is present": {"en": "{path} is set", "ja": "{path} が設定されたままです"},
    "value is another type": {"en": "{path} is {value}, of another type", "ja": "{path} は {value} で、型が違います"},
    "text does not fit": {"en": "{path} reads {value}", "ja": "{path} は {value} となっています"},
    "length is": {"en": "{path} has {value} entries", "ja": "{path} の要素は {value} 個です"},
    "entry is missing": {"en": "{path} lacks an entry", "ja": "{path} に足りない要素があります"},
    "entry is too much": {
        "en": "{path} has an entry that should not be there",
        "ja": "{path} に余分な要素があります",
    },
    "the whole": {"en": "the value", "ja": "値"},
    "nothing": {"en": "nothing", "ja": "空"},
    # objects
    "object differs": {"en": "In {kind} {name}, {miss}.", "ja": "{kind} {name} では、{miss}。"},
    "no such object": {
        "en": "There is no {kind} named {name} in namespace {namespace}.",
        "ja": "Namespace {namespace} に {name} という名前の {kind} はありません。",
    },
    "no such cluster object": {
        "en": "There is no {kind} named {name}.",
        "ja": "{name} という名前の {kind} はありません。",
    },
    "object elsewhere": {
        "en": "{kind} {name} exists, but in namespace {found}.",
        "ja": "{kind} {name} はありますが、Namespace が {found} です。",
    },
    "object has another name": {
        "en": "There is a {kind}, but its name is {found}.",
        "ja": "{kind} はありますが、名前は {found} です。",
    },
    "no object": {"en": "There is no such {kind} yet.", "ja": "該当する {kind} はまだありません。"},
    "object is terminating": {
        "en": "{kind} {name} is being deleted.",
        "ja": "{kind} {name} は削除されている途中です。",
    },
    "object exists": {"en": "{kind} {name} is still there.", "ja": "{kind} {name} がまだ残っています。"},
    "object count": {
        "en": "The number of such objects ({kind}) is {count}.",
        "ja": "該当する {kind} の数は {count} です。",
    },
    "unknown resource": {
        "en": "This cluster knows no resource called {word}.",
        "ja": "このクラスターに {word} というリソースはありません。",
    },
    # commands
    "nothing ran": {
        "en": "No such command has been run in this step.",
        "ja": "このステップでは、まだそのコマンドを実行していません。",
    },
    "command failed": {
        "en": "{command} ended with exit status {exit}.",
        "ja": "{command} は終了ステータス {exit} で終わりました。",
    },
    "command succeeded": {
        "en": "{command} succeeded, but here it should not.",
        "ja": "{command} は成功しました。ここでは失敗するはずです。",
    },
    "command differs": {"en": "{command} comes close, but {miss}.", "ja": "{command} は近いのですが、{miss}。"},
    "command printed": {"en": "What {command} printed does not fit.", "ja": "{command} の出力が条件に合っていません。"},
    "word is missing": {"en": "an argument is missing or different", "ja": "引数が足りないか、違っています"},
    "flag is missing": {"en": "a flag is missing", "ja": "フラグが足りません"},
    "flag differs": {"en": "the value of {flag} is different", "ja": "{flag} の値が違います"},
    "flag changes meaning": {"en": "{flag} changes what it does", "ja": "{flag} を付けると別の動作になります"},
    "verb differs": {"en": "it does something else", "ja": "別の操作です"},
    "resource differs": {"en": "it is about another kind of object", "ja": "対象のリソースが違います"},
    "name differs": {"en": "it is about another object", "ja": "対象のオブジェクトが違います"},
    "namespace differs": {
        "en": "it looked in namespace {namespace}",
        "ja": "Namespace {namespace} に対するものでした",
    },
    # programs
    "not running": {
        "en": "No such program is running in any terminal.",
        "ja": "どのターミナルでも、そのプログラムは動いていません。",
    },
    "program ended": {
        "en": "{command} was started, but it is not running any more.",
        "ja": "{command} は起動されましたが、もう動いていません。",
    },
    # files
    "no file": {"en": "There is no file {path}.", "ja": "ファイル {path} がありません。"},
    "file exists": {"en": "The file {path} is still there.", "ja": "ファイル {path} がまだ残っています。"},
    "file is binary": {"en": "{path} is not a text file.", "ja": "{path} はテキストファイルではありません。"},
    "not yaml": {"en": "{path} is not valid YAML.", "ja": "{path} は正しい YAML ではありません。"},
    "not json": {"en": "{path} is not valid JSON.", "ja": "{path} は正しい JSON ではありません。"},
    "content differs": {
        "en": "{path} is there, but its content does not fit yet.",
        "ja": "{path} はありますが、内容がまだ条件に合っていません。",
    },
    "in a document": {"en": "In {path}, {miss}.", "ja": "{path} では、{miss}。"},
    # variables
    "no variable": {
        "en": "No terminal has a variable {name}.",
        "ja": "変数 {name} はどのターミナルにもありません。",
    },
    "variable is empty": {"en": "{name} is set, but empty.", "ja": "{name} は設定されていますが、空です。"},
    "variable differs": {"en": "{name} is {value}.", "ja": "{name} の値は {value} です。"},
    "variable names nothing": {
        "en": "{name} is {value}, and there is no {kind} of that name.",
        "ja": "{name} は {value} ですが、その名前の {kind} はありません。",
    },
    # scripts
    "script fails": {"en": "It is not so yet.", "ja": "まだ条件を満たしていません。"},
    "script says": {"en": "The check says: {line}", "ja": "確認の結果: {line}"},
    "script takes too long": {
        "en": "The check found no answer within {seconds} seconds.",
        "ja": "{seconds} 秒以内に確認が終わりませんでした。",
    },
    # questions
    "no answer": {"en": "This question has no answer yet.", "ja": "この問いにはまだ答えていません。"},
    "answer is wrong": {"en": "That is not the answer.", "ja": "その答えではありません。"},
    "answer is incomplete": {
        "en": "That is right, but there is more to choose.",
        "ja": "そこまでは正しいのですが、ほかにも選ぶものがあります。",
    },
    # rules
    "as written": {"en": "{text}", "ja": "{text}"},
    "something comes first": {
        "en": "Something else has to happen first.",
        "ja": "その前に、ほかにすることがあります。",
    },
    "done too early": {
        "en": "That was too early: do it again after what comes first.",
        "ja": "それは早すぎました。先にすることを済ませてから、もう一度行ってください。",
    },
    "too late": {
        "en": "It took longer than {seconds} seconds. Restart the step to try again.",
        "ja": "{seconds} 秒以内に終わりませんでした。ステップをやり直してください。",
    },
    "has to stay": {
        "en": "It is so now, and has to stay so for {seconds} seconds.",
        "ja": "今は条件を満たしています。このまま {seconds} 秒間続く必要があります。",
    },
    "something is so": {
        "en": "Something is so that must not be.",
        "ja": "そうであってはならない状態が残っています。",
    },
    # HTTP
    "no connection": {"en": "Nothing answers at {url}.", "ja": "{url} から応答がありません。"},
    "status is": {"en": "{url} answers with status {status}.", "ja": "{url} の応答ステータスは {status} です。"},
    "header differs": {
        "en": "The header {header} of the answer from {url} does not fit.",
        "ja": "{url} からの応答のヘッダー {header} が条件に合っていません。",
    },
    "body differs": {
        "en": "{url} answers, but with another content.",
        "ja": "{url} から応答はありますが、内容が違います。",
    },
}


@dataclass(frozen=True)
class Sentence:
    """One sentence (or part of one) with what is filled into it; values may be sentences themselves."""

    name: str
    values: tuple[tuple[str, Any], ...] = ()

    def text(self, language: str) -> str:
        """The sentence in a language; English where there is no other."""
        templates = SENTENCES[self.name]
        template = templates.get(language) or templates[FALLBACK]
        words = {
            key: value.text(language) if isinstance(value, Sentence | Text) else value for key, value in self.values
        }
        return template.format_map(words)

    def __str__(self) -> str:
        return self.text(FALLBACK)


def say(name: str, /, **values: Any) -> Sentence:
    """A sentence of the table above: `say("no file", path="/root/pod.yaml")`."""
    return Sentence(name, tuple(values.items()))


def shown(value: Any) -> Any:
    """A found value as a sentence shows it: short, one line, quoted only where it would vanish."""
    if value is None or value in ("", [], {}):
        return say("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    line = " ".join(str(value).split())
    return line if len(line) <= 60 else line[:57] + "…"
