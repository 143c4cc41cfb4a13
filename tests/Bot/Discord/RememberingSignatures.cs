using System.Globalization;
using OpsBot.Bot.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

public sealed class RememberingSignatures
{
    readonly Clock clock = new();

    [Fact]
    public void Each_is_remembered_for_as_long_as_it_is_good()
    {
        var seen = new SeenSignatures(clock);
        clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.True(seen.IsNew("ab"));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(seen.IsNew("AB"));
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.True(seen.IsNew("cd"));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(seen.IsNew("ab"));
    }

    [Fact]
    public void Of_a_flood_the_newest_are_remembered()
    {
        var seen = new SeenSignatures(clock);
        for (var i = 0; i < 120_000; i++) Assert.True(seen.IsNew(i.ToString(CultureInfo.InvariantCulture)));
        Assert.False(seen.IsNew("119999"));
        Assert.True(seen.IsNew("0"));
    }
}
