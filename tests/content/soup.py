"""HTML as no one would write it, for tests that try everything."""

from hypothesis import strategies as st

from cms.content.richtext import parse
from cms.content.richtext.ast import Document
from cms.errors import InvalidInput

SIGNS = list("abc*_`[]()!\\|#>-+=~&{}<\"' \n\u00a0é漢.,1")
PIECES = """\
**
word and word
1.
- a
&amp;
&lt;
&nbsp;
&#1;
&copy
---
~~~
```
<!-- x -->
<!--
-->
<p>
</p>
<p class='ql-align-center'>
<p><br></p>
<br>
<br/>
<hr>
<div>
</div>
<strong>
</strong>
<b>
</b>
<em>
</em>
<i>
</i>
<code>
</code>
<h1>
</h1>
<h2>
</h2>
<h3>
</h3>
<h6>
</h6>
<ul>
</ul>
<ol>
</ol>
<li>
</li>
<li class='ql-indent-1'>
<li class=ql-indent-3>
<blockquote>
</blockquote>
<pre>
</pre>
<table>
</table>
<tr>
</tr>
<td>
</td>
<th>
</th>
<tbody>
<caption>
</caption>
<a href='https://example.org/?a=1&b=2'>
<a href='/x_(y)'>
<a href='uid:abc#d'>
<a href='javascript:alert(1)'>
<a href="java&#10;script:x">
<a href='data:text/html,x'>
</a>
<img src='/i.png' alt='a *b* [c]'>
<img src='data:image/png;base64,AA'>
<img src=x onerror=y>
<span lang='en'>
<span lang="x'y">
<span>
</span>
<span data-footnote>
<figure data-embed="youtube:dQw4w9WgXcQ">
<figure data-embed="nobody:x">
</figure>
<span style='font-weight:700'>
<b style="font-weight:normal">
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>
<span style='mso-list:Ignore'>
<li aria-level=3>
<a href='#n' id=r>1</a>
<li id=n>
<a href='#r'>1</a>
<iframe src='https://youtu.be/dQw4w9WgXcQ'>
<td colspan=2>
<td rowspan=3>
<font color=red>
</font>
<script>
</script>
<style>
</style>
<svg>
<o:p>
</
<a
<a b='""".splitlines()
SOUP = st.lists(st.sampled_from(SIGNS) | st.sampled_from(PIECES) | st.text(max_size=3), max_size=40)
HTML = SOUP.map("".join)


def read(html: str) -> Document:
    try:
        return parse(html)
    except InvalidInput:
        return Document()
