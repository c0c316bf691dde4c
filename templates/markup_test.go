package templates

import "testing"

func TestForbiddenMarkup(t *testing.T) {
	for note, want := range map[string]string{
		`<p>1 < 2, a &lt;b&gt; &amp; "c"<br>x<br/></p>`:            "",
		`<p><a href="https://shop.example.com/?a=1&amp;b=2">x</a>`: "",
		`<ul><li>x</li></ul><table><tr><th>a</th><td>b</td></tr>`:  "",
		`<p><script>x</script></p>`:                                "<script>",
		`<P><IMG SRC=x onerror=y></P>`:                             "<IMG SRC=x onerror=y>",
		`<p style="color:red">x</p>`:                               `<p style="color:red">`,
		`<a href="javascript:x">y</a>`:                             `<a href="javascript:x">`,
		"<a href=\"java\nscript:x\">y</a>":                         "<a href=\"java\nscript:x\">",
		`<a href="//shop.example.com">y</a>`:                       `<a href="//shop.example.com">`,
		`<a href="https://shop.example.com" target="_blank">y</a>`: `<a href="https://shop.example.com" target="_blank">`,
		`<a href="https://shop.example.com" onclick='x>y'>y</a>`:   `<a href="https://shop.example.com" onclick='x>y'>`,
		`<p>x<!-- hidden --></p>`:                                  "<!-- hidden -->",
		`<!doctype html><p>x</p>`:                                  "<!doctype html>",
		`<p>x<?php y ?>`:                                           "<?php y ?>",
		`<p>x</p><b class="y`:                                      `<b class="y`,
		`<svg/onload=x>`:                                           "<svg/onload=x>",
	} {
		if got := forbidden(note); got != want {
			t.Errorf("in %q it is %q, want %q", note, got, want)
		}
	}
}
