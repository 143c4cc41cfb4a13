using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Operations;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class SplittingALine
{
    // What breaks quoting, more often than chance would bring it.
    static readonly Gen<string> Values = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(any => any ?? ""),
        Gen.Elements("", " ", "\"", "\\", "\\\"", "it's", "“so”", "«a»", "„b”", "‘c’", "—dash", "--flag", "a:b", "https://x.example/?a=b",
            "02:30", "\n", "\t x", "'", "reason:\"x\"").ListOf(3).Select(string.Concat));

    static readonly Gen<Dictionary<string, string>> Arguments =
        from values in Values.ListOf(4)
        select values.Index().ToDictionary(one => $"name-{one.Index}", one => one.Item);

    [Fact]
    public void What_was_written_splits_back_into_the_same() => Prop.ForAll(Arguments.ToArbitrary(), arguments =>
    {
        var words = Words(CommandLine.Write("instance stop", arguments)[1..]);
        Assert.Equal(["instance", "stop"], words.Take(2).Select(word => word.Value));
        Assert.Equal(arguments, words.Skip(2).ToDictionary(word => word.Key!, word => word.Value));
    }).Check(Often.Times(2000));

    [Fact]
    public void A_quoted_value_arrives_as_one_word_without_a_key() => Prop.ForAll(Values.ToArbitrary(), value =>
    {
        var word = Assert.Single(Words(CommandLine.Quote(value)));
        Assert.Equal((null, value), (word.Key, word.Value));
    }).Check(Often.Times(2000));

    [Fact]
    public void Any_line_splits_or_says_which_quote_is_open() => Prop.ForAll(Values.ToArbitrary(), line =>
    {
        if (CommandLine.Split(line).Failed(out _, out var refusal))
            Assert.Contains("A quote is left open", refusal.Sentence, StringComparison.Ordinal);
    }).Check(Often.Times(2000));

    [Theory]
    [InlineData("a  b\tc\n", "a|b|c")]
    [InlineData("", "")]
    [InlineData("\"two words\" 'two more'", "two words|two more")]
    [InlineData("“two words” „two more” «et trois» ‘four’", "two words|two more|et trois|four")]
    [InlineData("“mixed\" \"the other”", "mixed|the other")]
    [InlineData("customer's won't", "customer's|won't")]
    [InlineData("\"it's\" 'say \"so\"'", "it's|say \"so\"")]
    [InlineData("\"a \\\"b\\\" c\"", "a \"b\" c")]
    [InlineData("02:30 2026-01-31T14:00", "02:30|2026-01-31T14:00")]
    [InlineData("a - b", "a|-|b")]
    public void Words_without_keys(string line, string words)
    {
        Assert.Equal(words, string.Join('|', Words(line).Select(word => word.Value)));
        Assert.All(Words(line), word => Assert.Null(word.Key));
    }

    [Theory]
    [InlineData("status:running", "status", "running")]
    [InlineData("reason:\"the customer asked\"", "reason", "the customer asked")]
    [InlineData("reason:“the customer's wish”", "reason", "the customer's wish")]
    [InlineData("url:https://acme.example:8443/x", "url", "https://acme.example:8443/x")]
    [InlineData("account:slack:U123", "account", "slack:U123")]
    [InlineData("at:02:30", "at", "02:30")]
    [InlineData("empty:", "empty", "")]
    [InlineData("empty:\"\"", "empty", "")]
    [InlineData("--dry-run", "dry-run", "yes")]
    [InlineData("—dry-run", "dry-run", "yes")]
    [InlineData("--page=2", "page", "2")]
    public void Words_with_a_key(string line, string key, string value)
    {
        var word = Assert.Single(Words(line));
        Assert.Equal((key, value), (word.Key, word.Value));
    }

    [Theory]
    [InlineData("stop \"acme prod", "\"acme prod")]
    [InlineData("reason:“half", "“half")]
    [InlineData("'", "'")]
    [InlineData("\"ends in a backslash\\\"", "\"ends in a backslash\\\"")]
    public void An_open_quote_is_shown(string line, string shown)
    {
        Assert.True(CommandLine.Split(line).Failed(out _, out var refusal));
        Assert.Contains(shown, refusal.Sentence, StringComparison.Ordinal);
    }

    static IReadOnlyList<CommandLine.Word> Words(string line) => CommandLine.Split(line).Value;
}
