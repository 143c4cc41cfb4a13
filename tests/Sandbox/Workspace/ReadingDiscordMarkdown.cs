using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class ReadingDiscordMarkdown
{
    [Theory]
    [InlineData("**bold** and *slanted* and _slanted_ and __under__ and ~~gone~~ and ||hidden||",
        "<b>bold</b> and <i>slanted</i> and <i>slanted</i> and <u>under</u> and <s>gone</s> and <hidden>hidden</hidden>")]
    [InlineData("***both***", "<b><i>both</i></b>")]
    [InlineData("**bold *and slanted* inside**", "<b>bold <i>and slanted</i> inside</b>")]
    [InlineData("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4")]
    [InlineData(@"\*\*plain\*\* \_x\_ \~~y\~~ \`z\` \<@1\> \\ \a", @"**plain** _x_ ~~y~~ `z` <@1> \ \a")]
    [InlineData(@"**a \*\* b**", "<b>a ** b</b>")]
    [InlineData(@"`**raw** \* <@1>` and ``a`b``", @"<code>**raw** \* <@1></code> and <code>a`b</code>")]
    [InlineData("<@12> <@!12> <#34> <@&56> </instance stop:78> @everyone @here @nobody",
        "<@12> <@12> <#34> <@&56> </instance stop> <!everyone> <!here> @nobody")]
    [InlineData("<t:1700000000:R> <t:1700000000> <t:-5:F> <t:y:R> <t:1:Q>",
        "<date 1700000000> <date 1700000000> <date -5> <t:y:R> <t:1:Q>")]
    [InlineData("[the _site_](https://a.example/x) see https://a.example/y. <https://a.example/z>",
        "<a https://a.example/x>the <i>site</i></a> see <a https://a.example/y>https://a.example/y</a>. <a https://a.example/z>https://a.example/z</a>")]
    [InlineData("[click](javascript:alert(1)) <script>", "[click](javascript:alert(1)) <script>")]
    [InlineData(@":warning: \:warning: 10:30:00 :nobody_knows:", "<:warning> :warning: 10:30:00 :nobody_knows:")]
    [InlineData("**open and `open", "**open and `open")]
    [InlineData("a\n\nb", "a<br><br>b")]
    [InlineData(@"\# no \> no \- no", "# no > no - no")]
    [InlineData("#hash and #### four", "#hash and #### four")]
    public void Marks_in_a_line_are_read_as_discord_reads_them(string markdown, string meaning) =>
        Assert.Equal(meaning, Spoken.Of(Assert.IsType<Paragraph>(Assert.Single(DiscordText.Read(markdown))).Inner));

    [Theory]
    [InlineData("# One\n## Two\n### Three\ntext", "h1 One|h2 Two|h3 Three|p text")]
    [InlineData("-# small **print**\n- one\n- two\n  - deeper\n3. three\n4. four",
        "small small <b>print</b>|ul0 one,two|ul1 deeper|ol3 three,four")]
    [InlineData("before\n> quoted\n> twice\nafter\n>>> the\nrest", "p before|quote quoted<br>twice|p after|quote the<br>rest")]
    [InlineData("before\n```json\n{\"a\": **1**}\n  kept\n```\nafter", "p before|pre {\"a\": **1**}\n  kept|p after")]
    [InlineData("```one line```", "pre one line")]
    [InlineData("a\n```b", "p a<br>```b")]
    [InlineData(@"\```not a fence\```", "p ```not a fence```")]
    [InlineData(">not a quote\n-not a list", "p >not a quote<br>-not a list")]
    public void Passages_begin_where_a_line_is_marked(string markdown, string meaning) =>
        Assert.Equal(meaning, string.Join('|', DiscordText.Read(markdown).Select(each => each switch
        {
            Heading heading => $"h{heading.Level} {Spoken.Of(heading.Inner)}",
            Subtext small => $"small {Spoken.Of(small.Inner)}",
            Quote quote => $"quote {Spoken.Of(quote.Inner)}",
            Preformatted fence => $"pre {fence.Text}",
            Bullets list =>
                $"{(list.Ordered ? $"ol{list.Offset + 1}" : $"ul{list.Indent}")} {string.Join(',', list.Items.Select(Spoken.Of))}",
            Paragraph paragraph => $"p {Spoken.Of(paragraph.Inner)}",
            _ => throw new ArgumentOutOfRangeException(nameof(markdown)),
        })));
}
