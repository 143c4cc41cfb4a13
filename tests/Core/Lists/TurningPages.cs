using OpsBot.Core.Lists;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Core.Lists;

public sealed class TurningPages
{
    sealed record Row(string Key, long Total, long Before) : IListed;

    // So many rows were read, one more than a page where there is another.
    static Page<Row> Read(string? from, int rows, long total, long before = 0) => ReadPage.Of(
        PageStart.Of(from, [PageKey.Number("key")]), [.. Enumerable.Range(1, rows).Select(i => new Row($"{i}", total, before))],
        new PageAsked(from, All: false, "/first")).Value;

    [Theory]
    [InlineData(null, 1, 1, 0, "1 thing", "")]
    [InlineData(null, 10, 10, 0, "10 things", "")]
    [InlineData(null, 11, 11, 0, "1–10 of 11 things", "Next ▶ after.10")]
    [InlineData("after.10", 1, 11, 10, "11–11 of 11 things", "◀ Previous before.1")]
    [InlineData("after.10", 11, 312, 10, "11–20 of 312 things", "◀ Previous before.1, Next ▶ after.10")]
    [InlineData("before.21", 11, 312, 9, "11–20 of 312 things", "◀ Previous before.2, Next ▶ after.11")]
    [InlineData("before.11", 10, 312, 0, "1–10 of 312 things", "Next ▶ after.10")]
    [InlineData(null, 11, 10_000, 0, "1–10 of 10,000 things", "Next ▶ after.10")]
    [InlineData(null, 11, 10_001, 0, "1–10 of more than 10,000 things", "Next ▶ after.10")]
    [InlineData("after.9", 11, 10_001, 4, "10 of more than 10,000 things", "◀ Previous before.1, Next ▶ after.10")]
    public void It_says_where_one_is_and_offers_what_there_is(string? from, int rows, long total, long before, string where, string turns)
    {
        var pager = Assert.IsType<Pager>(Assert.Single(Read(from, rows, total, before).Turn("thing", "things", page => page)));
        Assert.Equal(where, pager.Where.Text);
        Assert.Equal(turns, string.Join(", ", pager.Turns.Select(turn => $"{turn.Label} {turn.Command}")));
        Assert.All(pager.Turns, turn => Assert.True(turn.InPlace && turn.Spoken is not null));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("after")]
    [InlineData("after.2.3")]
    [InlineData("sideways.2")]
    public void What_is_no_place_in_the_list_is_its_beginning_and_says_so(string from)
    {
        var parts = Read(from, 11, 312).Turn("thing", "things", page => page);
        Assert.Contains("beginning of the list", parts.OfType<Small>().Single().Text.Text, StringComparison.Ordinal);
        Assert.Equal("1–10 of 312 things", parts.OfType<Pager>().Single().Where.Text);
    }

    [Fact]
    public void An_empty_list_has_nothing_to_turn() => Assert.Empty(Read(null, 0, 0).Turn("thing", "things", page => page));

    [Theory]
    [InlineData("abc", false)]
    [InlineData("a.b.acme-1", false)]
    [InlineData("Łódź", false)]
    [InlineData("ab", true)]
    [InlineData("a b c", true)]
    [InlineData("%", true)]
    [InlineData("__", true)]
    [InlineData("\\", true)]
    [InlineData("🚀", true)]
    [InlineData("", true)]
    public void Only_three_letters_in_a_row_are_looked_for_everywhere(string text, bool isShort) =>
        Assert.Equal(isShort, new Searched(text).IsShort);

    [Fact]
    public void Nothing_that_is_looked_for_means_more_than_itself() =>
        Assert.Equal(@"%50\% off\_now \\ 🚀%", new Searched(@"50% off_now \ 🚀").Anywhere);
}
