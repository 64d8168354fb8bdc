"""A small catalogue for the web's tests: two lessons that load and one that does not."""

from __future__ import annotations

import html as markup
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.lessons.text import Text


@dataclass(frozen=True)
class FakeCheck:
    says: Text
    hint: Text | None = None


@dataclass(frozen=True)
class FakeLine:
    terminal: int = 1
    text: str | None = None
    press: str | None = None
    wait: float | None = None


@dataclass(frozen=True)
class FakeStep:
    id: str
    title: Text
    body: Text
    checks: Sequence[FakeCheck] = ()
    solution: Sequence[FakeLine] = ()

    def html(self, language: str) -> str:
        return self.body.text(language)


@dataclass(frozen=True)
class FakeLesson:
    id: str
    title: Text
    description: Text
    steps: Sequence[FakeStep]
    release: str = "1.36"
    level: str = "beginner"
    minutes: int = 10
    languages: Sequence[str] = ("en", "ja")


@dataclass(frozen=True)
class FakeBroken:
    id: str
    reason: str


@dataclass(frozen=True)
class FakeCourse:
    id: str
    title: Text
    description: Text
    lessons: Sequence[FakeLesson | FakeBroken]


@dataclass(frozen=True)
class FakeCatalogue:
    courses: Sequence[FakeCourse] = field(default_factory=tuple)


def _text(en: str, ja: str) -> Text:
    return Text({"en": en, "ja": ja})


def _run(command: str, terminal: int = 1) -> str:
    shown = markup.escape(command)
    return (
        f'<figure class="run-block" data-terminal="{terminal}" data-command="{shown}">'
        f'<pre><code class="language-sh">{shown}</code></pre></figure>'
    )


CREATE = "kubectl create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1"
CURL = "curl http://localhost:8001/version"

LOOK = FakeStep(
    "look-around",
    _text("Look at the cluster", "クラスターを見てみよう"),
    _text(
        "<p>A <strong>Deployment</strong> tells Kubernetes how to create and update instances of your application. "
        "Once it exists, the control plane schedules those instances onto the nodes of the cluster and replaces them "
        "when a node goes away.</p><p><code>kubectl</code> is installed in the terminal beside this text. Its commands "
        "have the form <code>kubectl <em>action resource</em></code>. First see which versions you talk to:</p>"
        + _run("kubectl version")
        + "<p>Then list the nodes on which applications can run:</p>"
        + _run("kubectl get nodes")
        + "<blockquote><p>Add <code>--help</code> after any command to learn about its flags.</p></blockquote>",
        "<p><strong>Deployment</strong> は、アプリケーションのインスタンスをどのように作成し更新するかを Kubernetes に伝えます。"
        "Deployment を作ると、コントロールプレーンがインスタンスをクラスターのノードに割り当て、ノードがなくなれば別のノードで作り直します。</p>"
        "<p>右のターミナルでは <code>kubectl</code> が使えます。コマンドの形は <code>kubectl <em>動作 リソース</em></code> です。"
        "まず、バージョンを確かめましょう。</p>"
        + _run("kubectl version")
        + "<p>次に、アプリケーションを動かせるノードを一覧します。</p>"
        + _run("kubectl get nodes")
        + "<blockquote><p>どのコマンドも <code>--help</code> を付けると説明が表示されます。</p></blockquote>",
    ),
    (
        FakeCheck(
            _text("you asked for the versions", "バージョンを確かめた"),
            _text("Run <kubectl version>.", "kubectl version を実行します。"),
        ),
        FakeCheck(
            _text("you listed the nodes", "ノードを一覧した"),
            _text("The resource is called nodes.", "リソースの名前は nodes です。"),
        ),
    ),
    (FakeLine(text="kubectl version"), FakeLine(text="kubectl get nodes")),
)
DEPLOY = FakeStep(
    "deploy",
    _text("Deploy the app", "アプリをデプロイしよう"),
    _text(
        "<p>Create a Deployment with the name of your choice and the app's image. The image lives outside of Docker Hub, "
        "so its whole address is needed.</p>"
        + _run(CREATE)
        + "<p>That did a few things for you:</p><ul><li>it looked for a node where the app can run,</li><li>it scheduled the "
        "app to that node,</li><li>it told the cluster to start the app anew elsewhere when it has to.</li></ul>"
        + _run("kubectl get deployments"),
        "<p>名前とイメージを指定して Deployment を作ります。イメージは Docker Hub の外にあるので、完全なアドレスが必要です。</p>"
        + _run(CREATE)
        + "<p>このコマンドで次のことが行われました。</p><ul><li>アプリを動かせるノードを探す</li><li>そのノードにアプリを割り当てる</li>"
        "<li>必要なときに別のノードで起動し直すよう設定する</li></ul>" + _run("kubectl get deployments"),
    ),
    (FakeCheck(_text("the deployment kubernetes-bootcamp exists", "Deployment kubernetes-bootcamp がある")),),
    (FakeLine(text=CREATE),),
)
PROXY = FakeStep(
    "proxy",
    _text("Reach it through the proxy", "プロキシーを通してアクセスしよう"),
    _text(
        "<p>Pods live on a network of their own. <code>kubectl proxy</code> makes a way into it; it keeps running, so start it "
        "in the second terminal.</p>"
        + _run("kubectl proxy", 2)
        + "<p>Now ask the API for its version from the first:</p>"
        + _run(CURL)
        + "<p>A file to look at, not to run:</p><pre><code>apiVersion: v1\nkind: Pod\n</code></pre>",
        "<p>Pod は専用のネットワークの中にいます。<code>kubectl proxy</code> がそこへの道を開きます。動き続けるので、2 番目のターミナルで始めましょう。</p>"
        + _run("kubectl proxy", 2)
        + "<p>最初のターミナルから API にバージョンを尋ねます。</p>"
        + _run(CURL),
    ),
    (
        FakeCheck(
            _text("kubectl proxy is running", "kubectl proxy が動いている"),
            _text("Start it in Terminal 2.", "ターミナル 2 で始めます。"),
        ),
        FakeCheck(_text("the API answers through the proxy", "プロキシー経由で API が答える")),
    ),
    (FakeLine(2, text="kubectl proxy"), FakeLine(wait=2.0), FakeLine(text=CURL), FakeLine(2, press="ctrl-c")),
)
MODERN = FakeLesson(
    "kubernetes-basics/02-deploy-an-app",
    _text("Deploy an app", "アプリをデプロイする"),
    _text(
        "Put an application on a cluster, look at what Kubernetes made of it, and reach it through the proxy.",
        "アプリケーションをクラスターに配置し、Kubernetes が何を作ったかを見て、プロキシー経由でアクセスします。",
    ),
    (LOOK, DEPLOY, PROXY),
)
CLASSIC = FakeLesson(
    "kubernetes-basics/03-deploy-an-app-2018",
    _text("Deploy an app, as in 2018", "アプリをデプロイする(2018 年版)"),
    _text(
        "The same lesson as the interactive tutorial had it in 2018: kubectl 1.8 and a 1.5 server.",
        "2018 年の対話型チュートリアルと同じ内容です。kubectl 1.8 と 1.5 のサーバーを使います。",
    ),
    (LOOK, DEPLOY),
    release="1.5",
    level="intermediate",
    minutes=15,
)
BROKEN = FakeBroken(
    "kubernetes-basics/04-scale-it",
    "lessons/kubernetes-basics/04-scale-it/lesson.yaml:12: unknown key 'step'; did you mean 'steps'?",
)
CATALOGUE = FakeCatalogue(
    (
        FakeCourse(
            "kubernetes-basics",
            _text("Kubernetes basics", "Kubernetes の基礎"),
            _text(
                "From an empty cluster to an application that heals itself.",
                "空のクラスターから、自己修復するアプリケーションまで。",
            ),
            (MODERN, CLASSIC, BROKEN),
        ),
    )
)
WANTED = {
    MODERN.id: {
        "look-around": ["kubectl version", "kubectl get nodes"],
        "deploy": [CREATE],
        "proxy": ["kubectl proxy", CURL],
    },
    CLASSIC.id: {"look-around": ["kubectl version", "kubectl get nodes"], "deploy": [CREATE]},
}
REPLIES = {
    "kubectl version": "Client Version: v1.37.1\nKustomize Version: v5.8.1\nServer Version: v1.36.2\n",
    "kubectl get nodes": (
        "NAME           STATUS   ROLES           AGE   VERSION\n"
        "controlplane   Ready    control-plane   6m    v1.36.2\n"
        "node01         Ready    <none>          5m    v1.36.2\n"
    ),
    "kubectl get deployments": (
        "NAME                  READY   UP-TO-DATE   AVAILABLE   AGE\nkubernetes-bootcamp   1/1     1            1           12s\n"
    ),
    CREATE: "deployment.apps/kubernetes-bootcamp created\n",
    "kubectl proxy": "Starting to serve on 127.0.0.1:8001\n",
    CURL: '{\n  "major": "1",\n  "minor": "36",\n  "gitVersion": "v1.36.2"\n}',
}
