using OpsBot.Core.Lists;
using OpsBot.Core.Replies;

namespace OpsBot.Tests.Core.Lists;

public sealed class TurningPages
{
    [Theory]
    [InlineData(1, 1, 1, "1 things", "")]
    [InlineData(1, 10, 10, "10 things", "")]
    [InlineData(1, 10, 11, "1–10 of 11 things", "Next ▶ 2")]
    [InlineData(2, 1, 11, "11–11 of 11 things", "◀ Previous 1")]
    [InlineData(2, 10, 312, "11–20 of 312 things", "◀ Previous 1, Next ▶ 3")]
    [InlineData(1, 10, 10_000, "1–10 of 10,000 things", "Next ▶ 2")]
    [InlineData(1000, 10, 10_001, "9,991–10,000 of more than 10,000 things", "◀ Previous 999")]
    public void It_says_where_one_is_and_offers_what_there_is(int number, int rows, long total, string where, string turns)
    {
        var pager = Assert.IsType<Pager>(Assert.Single(new Page<int>(number, new int[rows], total).Turn("things", page => $"{page}")));
        Assert.Equal(where, pager.Where.Text);
        Assert.Equal(turns, string.Join(", ", pager.Turns.Select(turn => $"{turn.Label} {turn.Command}")));
        Assert.All(pager.Turns, turn => Assert.True(turn.InPlace && turn.Spoken is not null));
    }

    [Fact]
    public void An_empty_list_has_nothing_to_turn() => Assert.Empty(new Page<int>(1, [], 0).Turn("things", page => $"{page}"));
}
