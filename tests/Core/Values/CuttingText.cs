using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Values;

public sealed class CuttingText
{
    [Fact]
    public void Leaves_no_half_of_a_character_and_no_more_than_was_asked_for() => Prop.ForAll(Texts(), Counts(), (text, most) =>
    {
        foreach (var cut in new[] { text.Start(most), text.Cut(most) })
        {
            Assert.InRange(cut.Length, 0, most);
            Assert.DoesNotContain(System.Text.Rune.ReplacementChar, cut.EnumerateRunes());
        }
        Assert.StartsWith(text.Start(most), text, StringComparison.Ordinal);
        Assert.Equal(text.Length > most && most > 0, text.Cut(most).EndsWith('…'));
    }).Check(Often.Times(300));

    [Theory]
    [InlineData("🔥💥", 3, "🔥", "🔥…")]
    [InlineData("🔥💥", 2, "🔥", "…")]
    [InlineData("🔥💥", 1, "", "…")]
    [InlineData("acme-prod", 4, "acme", "acm…")]
    [InlineData("acme", 4, "acme", "acme")]
    [InlineData("acme", 0, "", "")]
    public void Stops_before_what_does_not_fit_as_a_whole(string text, int most, string start, string cut) =>
        Assert.Equal((start, cut), (text.Start(most), text.Cut(most)));

    [Fact]
    public void An_initial_is_a_whole_letter() =>
        Assert.Equal(["A", "🔥", "Ä", ""], new[] { "adam", "🔥fire", "ärger", "" }.Select(name => name.Initial()));

    static Arbitrary<int> Counts() => Gen.Choose(0, 20).ToArbitrary();

    static Arbitrary<string> Texts() =>
        (from parts in Gen.Elements("a", "Z", " ", "é", "🔥", "💥", "日", "\n").ListOf() select string.Concat(parts)).ToArbitrary();
}
