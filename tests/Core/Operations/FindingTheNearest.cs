using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class FindingTheNearest
{
    static readonly Gen<string> Words = Gen.Elements([.. "abc-"]).ListOf(6).Select(letters => string.Concat(letters));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("stop", "stop", 0)]
    [InlineData("stpo", "stop", 1)]
    [InlineData("sop", "stop", 1)]
    [InlineData("stopp", "stop", 1)]
    [InlineData("stap", "stop", 1)]
    [InlineData("", "stop", 4)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_are_counted(string a, string b, int edits) => Assert.Equal(edits, Nearest.Edits(a, b));

    [Fact]
    public void Edits_are_the_same_both_ways_and_none_means_equal() => Prop.ForAll(Words.ToArbitrary(), Words.ToArbitrary(), (a, b) =>
    {
        Assert.Equal(Nearest.Edits(a, b), Nearest.Edits(b, a));
        Assert.Equal(a == b, Nearest.Edits(a, b) == 0);
        Assert.InRange(Nearest.Edits(a, b), Math.Abs(a.Length - b.Length), Math.Max(a.Length, b.Length));
    }).Check(Often.Times(300));

    [Theory]
    [InlineData("runing", "running")]
    [InlineData("eror", "error")]
    [InlineData("something", null)]
    public void Only_what_is_close_is_offered(string typed, string? near) =>
        Assert.Equal(near, Nearest.To(typed, ["running", "stopped", "error"], one => one));

    [Fact]
    public void Nothing_is_nearest_to_nothing() => Assert.Null(Nearest.To("stop", Array.Empty<string>(), one => one));
}
