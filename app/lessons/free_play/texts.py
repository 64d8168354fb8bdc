"""What free play says: its names here, the page beside the terminal in `<workload>.<language>.md`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.lessons.text import Text

TITLE = Text({"en": "Free play", "ja": "自由に試す"})
DESCRIPTION = Text({
    "en": "A cluster of your own choice, without tasks.",
    "ja": "好きな構成のクラスターです。課題はありません。",
})  # fmt: skip
STEP_TITLE = Text({"en": "Play", "ja": "自由に試す"})


@dataclass(frozen=True)
class Workload:
    """Something that can run at the start: its name, and one sentence for who chooses."""

    title: Text
    says: Text


WORKLOADS = {
    "none": Workload(
        Text({"en": "empty", "ja": "空のクラスター"}),
        Text({"en": "Nothing runs but what every cluster needs.",
              "ja": "クラスターに必要なもの以外は何も動いていません。"}),
    ),
    "web": Workload(
        Text({"en": "a web server", "ja": "Web サーバー"}),
        Text({"en": "Three pods of nginx behind a Service, on port 30080 of every node.",
              "ja": "Service の後ろで動く 3 つの nginx。全ノードのポート 30080 で公開。"}),
    ),
    "guestbook": Workload(
        Text({"en": "a guestbook", "ja": "ゲストブック"}),
        Text({"en": "A page, a redis that keeps what is written, and two copies of it.",
              "ja": "ページと、書き込みを保存する redis と、その 2 つの複製。"}),
    ),
    "trouble": Workload(
        Text({"en": "trouble", "ja": "不具合だらけ"}),
        Text({"en": "Five things that do not work, each for a reason of its own. Find them.",
              "ja": "それぞれ別の理由で動かないものが 5 つ。見つけてください。"}),
    ),
}  # fmt: skip
_FIRST_RUN = {
    "1.36": "`kubectl create deployment web --image=nginx --replicas=3`{run}",
    "1.8": "`kubectl run web --image=nginx --replicas=3`{run}",
}
_MACHINES = {
    "en": ("This is Kubernetes {release} on one machine, at which you sit.",
           "This is Kubernetes {release} on {nodes} machines; you sit at the first."),
    "ja": ("1 台のマシンで動く Kubernetes {release} です。あなたはそのマシンを操作しています。",
           "{nodes} 台のマシンで動く Kubernetes {release} です。あなたは 1 台目を操作しています。"),
}  # fmt: skip
_END = {
    "en": "The lab stays as you leave it. To begin anew, open the settings.",
    "ja": "ラボは離れたときのまま残ります。最初からやり直すには、設定を開いてください。",
}


def text_of(language: str, release: str, nodes: int, workload: str) -> str:
    """The page's text, as Markdown."""
    machines = _MACHINES[language][nodes > 1].format(release=release, nodes=nodes)
    told = _told(workload, language).replace("FIRST", _FIRST_RUN[release])
    return f"{machines}\n\n```sh run\nkubectl get nodes\n```\n\n{told}\n{_END[language]}\n"


@cache
def _told(workload: str, language: str) -> str:
    return Path(__file__).with_name(f"{workload}.{language}.md").read_text(encoding="utf-8")
