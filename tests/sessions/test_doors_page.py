"""The browser in the page, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from typist import PROMPT, Typist

from tests.waiting import expect

pytestmark = pytest.mark.browser

# A page as bad as it can be: what it could find out stands in its body.
PAGE = """cat > index.html <<'X'
<!doctype html><title>bad</title><a href="/deep/">deep</a><p id=p></p><script>
const out = [];
const attempt = async (name, act) => {
  try { out.push(name + ': ' + await act()); } catch (error) { out.push(name + ': no'); }
};
(async () => {
  await attempt('cookie', () => document.cookie);
  await attempt('storage', () => localStorage.length);
  await attempt('parent', () => parent.document.title);
  await attempt('top', () => { if (top === self) throw 0; top.location = 'about:blank'; return 'went'; });
  const site = location.href.split('/port')[0];
  await attempt('api', () => fetch(site + '/api/catalogue').then((answer) => answer.status));
  await attempt('code', () => import(site + '/static/x/js/texts.js'));
  await attempt('own', () => fetch('/own.txt').then((answer) => answer.text()));
  p.textContent = out.join('; ');
})();
</script>
X
mkdir -p deep; echo '<a href="/">back</a>' > deep/index.html; printf mine > own.txt; clear; echo ma''de"""


def test_a_page_of_the_lab_opens_in_a_cage(typist: Typist) -> None:
    page = typist.page
    typist.type(PAGE, "Enter")
    typist.ends("made", PROMPT)
    page.locator("#tab-2").click()
    typist.ends(PROMPT, terminal="2")
    typist.type("python3 -m http.server 9000", "Enter")
    page.locator("#doors-button").click()
    door = page.locator(".door-open", has_text="localhost:9000")
    door.click()
    frame = page.frame_locator("#doors-frame")
    said = frame.locator("p", has_text="own: mine")
    said.wait_for()
    expect(said).to_have_text("cookie: no; storage: no; parent: no; top: no; api: 404; code: no; own: mine")
    expect(page.locator("#doors-address")).to_have_value("http://localhost:9000/")
    frame.locator("a", has_text="deep").click()
    frame.locator("a", has_text="back").click()
    said.wait_for()
    with page.context.expect_page() as opened:
        page.locator("#doors-tab").click()
    alone = opened.value
    alone.locator("p", has_text="own: mine").wait_for()
    expect(alone.locator("p")).to_contain_text("cookie: no; storage: no;")
    expect(alone).to_have_url(re.compile("/port/[^/]+/$"))
    alone.close()
    page.locator("#doors-close").click()
    expect(page.locator("#doors")).to_be_hidden()
    # what the cage has refused is told in the console, and was meant to be
    meant = ("Unsafe attempt", "Refused", "Content Security Policy", "sandbox", "Failed to load resource")
    assert [text for text in typist.complaints if not any(word in text for word in meant)] == []
    typist.complaints.clear()
