using OpsBot.Sandbox.Workspace.Text;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class ReadingMrkdwn
{
    [Theory]
    [InlineData("*bold* and _italic_ and ~gone~", "<b>bold</b> and <i>italic</i> and <s>gone</s>")]
    [InlineData("2*3*4 and snake_case_name", "2*3*4 and snake_case_name")]
    [InlineData("a * b * c", "a * b * c")]
    [InlineData("`*not bold*` &lt;tag&gt; &amp;amp;", "<code>*not bold*</code> <tag> &amp;")]
    [InlineData("<https://a.example/x|the _site_>", "<a https://a.example/x>the <i>site</i></a>")]
    [InlineData("see https://a.example/x.", "see <a https://a.example/x>https://a.example/x</a>.")]
    [InlineData("<@U1> <#C1|ops> <!here>", "<@U1> <#C1> <!here>")]
    [InlineData("<javascript:alert(1)|click>", "<javascript:alert(1)|click>")]
    [InlineData(":white_check_mark: 10:30:00 :nobody_knows:", "<:white_check_mark> 10:30:00 :nobody_knows:")]
    [InlineData("*one\ntwo*", "*one<br>two*")]
    [InlineData("<!date^0^{date_num}|long ago>", "<date 0>")]
    public void Inline_marks_are_read_as_slack_reads_them(string mrkdwn, string meaning) =>
        Assert.Equal(meaning, Spoken.Of(Assert.IsType<Paragraph>(Assert.Single(Mrkdwn.Read(mrkdwn))).Inner));

    [Fact]
    public void Fences_and_quotes_are_passages_of_their_own()
    {
        var passages = Mrkdwn.Read("before\n```\n*raw* &lt;b&gt;\n  kept\n```\n&gt; quoted\n&gt; twice\nafter");
        Assert.Equal("before", Spoken.Of(Assert.IsType<Paragraph>(passages[0]).Inner));
        Assert.Equal("*raw* <b>\n  kept", Assert.IsType<Preformatted>(passages[1]).Text);
        Assert.Equal("quoted<br>twice", Spoken.Of(Assert.IsType<Quote>(passages[2]).Inner));
        Assert.Equal("after", Spoken.Of(Assert.IsType<Paragraph>(passages[3]).Inner));
    }

    [Fact]
    public void A_fence_left_open_is_text() =>
        Assert.Equal("a<br>```b",
            string.Join("<br>", Mrkdwn.Read("a\n```b").Select(each => Spoken.Of(Assert.IsType<Paragraph>(each).Inner))));
}
