using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Access;
using OpsBot.Core.Instances;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Values;

public sealed class RoundTrips
{
    static readonly Gen<Money> Amounts =
        from minor in Gen.OneOf(Gen.Choose(-100_000, 100_000).Select(one => (long)one),
            Gen.Choose(int.MinValue, int.MaxValue).Select(one => one * 400L))
        from currency in Gen.Elements(Currency.Known.ToArray())
        select new Money(minor, currency);

    [Fact]
    public void An_amount_reads_as_it_was_written() => Prop.ForAll(Amounts.ToArbitrary(), amount =>
    {
        Assert.True(Money.TryParse(amount.ToString(), amount.Currency == Currency.Eur ? Currency.Usd : Currency.Eur, out var read),
            amount.ToString());
        Assert.Equal(amount, read);
        Assert.Equal(amount, Json.Read<Money>(Json.Text(amount)));
    }).Check(Often.Times(2000));

    [Fact]
    public void Parts_of_an_amount_add_up_and_hardly_differ() =>
        Prop.ForAll(Amounts.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (amount, parts) =>
    {
        var split = amount.Split(parts);
        Assert.Equal(parts, split.Count);
        Assert.Equal(amount, split.Aggregate((a, b) => a + b));
        Assert.InRange(split.Max().Minor - split.Min().Minor, 0, 1);
    }).Check(Often.Times(2000));

    [Fact]
    public void Currencies_do_not_mix_and_overflow_is_no_amount()
    {
        Assert.Throws<InvalidOperationException>(() => new Money(1, Currency.Eur) + new Money(1, Currency.Usd));
        Assert.Throws<InvalidOperationException>(() => new Money(1, Currency.Eur) < new Money(1, Currency.Usd));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Currency.Eur) + new Money(1, Currency.Eur));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Money(1, Currency.Eur).Split(0));
    }

    [Fact]
    public void A_length_reads_as_it_was_written() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seconds =>
    {
        var length = TimeSpan.FromSeconds(seconds);
        Assert.True(Lengths.TryParse(length.AsTyped(), out var read), length.AsTyped());
        Assert.Equal(length, read);
    }).Check(Often.Times(2000));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(3600, "1 h")]
    [InlineData(3900, "1 h 5 min")]
    [InlineData(90061, "1 d 1 h")]
    public void A_length_in_words_has_two_units_at_most(int seconds, string words) =>
        Assert.Equal(words, TimeSpan.FromSeconds(seconds).InWords());

    [Fact]
    public void An_id_reads_as_it_was_written_and_only_as_what_it_names() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<Guid>().ToArbitrary(), value =>
    {
        var text = new InstanceId(value).ToString();
        Assert.True(Ids.TryParse<InstanceId>(text, out var read) && read.Value == value);
        Assert.True(Ids.TryParse<InstanceId>(text.ToUpperInvariant(), out read) && read.Value == value);
        Assert.False(Ids.TryParse<OperatorId>(text, out _));
        Assert.False(Ids.TryParse<InstanceId>(text[..^1], out _));
        Assert.False(Ids.TryParse<InstanceId>(text + "0", out _));
        Assert.Equal(new InstanceId(value), Json.Read<InstanceId>(Json.Text(new InstanceId(value))));
    }).Check(Often.Times(2000));

    [Fact]
    public void Nothing_that_is_typed_breaks_a_reader() => Prop.ForAll<string?>(any =>
    {
        var text = any ?? "";
        if (Money.TryParse(text, Currency.Eur, out var money)) Assert.InRange(money.Minor, -100_000_000_000_000, 100_000_000_000_000);
        if (Lengths.TryParse(text, out var length)) Assert.True(length >= TimeSpan.Zero);
        if (Ids.TryParse<InstanceId>("ins_" + text, out var id)) Assert.Equal("ins_" + text, id.ToString(), ignoreCase: true);
    }).Check(Often.Times(2000));
}
