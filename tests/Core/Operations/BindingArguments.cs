using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class BindingArguments(Desk desk) : IClassFixture<Desk>
{
    static readonly Parameter text = new("name", "a name", ParameterKind.Text, typeof(string)) { MaxLength = 5 };
    static readonly Parameter lines = new("lines", "how many", ParameterKind.Number, typeof(int)) { Min = 1, Max = 1000 };
    static readonly Parameter much = new("much", "how many", ParameterKind.Number, typeof(int)) { Min = 1 };
    static readonly Parameter status = Catalog.Of(typeof(Catalog).Assembly).Find("instance list")!.Named("status")!;

    Binder Binder => desk.Get<Binder>();

    [Fact]
    public void Text_has_a_length()
    {
        Assert.Equal("abcde", Binder.Value(text, "abcde").Value);
        Refused(text, "abcdef", "may have 5 characters at most; this has 6");
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1000", 1000)]
    [InlineData("1_000", 1000)]
    public void A_number_within_its_limits(string typed, int number) => Assert.Equal(number, Binder.Value(lines, typed).Value);

    [Theory]
    [InlineData("0", "goes from 1 to 1000; 0 is outside")]
    [InlineData("1001", "goes from 1 to 1000")]
    [InlineData("-5", "goes from 1 to 1000")]
    [InlineData("many", "is a whole number, not “many”")]
    [InlineData("1.5", "is a whole number")]
    [InlineData("99999999999999999999", "is a whole number")]
    public void A_number_that_is_none_or_outside(string typed, string sentence) => Refused(lines, typed, sentence);

    [Fact]
    public void A_number_beyond_what_a_program_counts_is_not_called_too_small()
    {
        Refused(much, "0", "is 1 or more; 0 is too small");
        Refused(much, "4000000000", "4000000000 is outside");
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("ON", true)]
    [InlineData("1", true)]
    [InlineData("no", false)]
    [InlineData("False", false)]
    public void A_flag(string typed, bool value) =>
        Assert.Equal(value, Binder.Value(new("x", "x", ParameterKind.Flag, typeof(bool)), typed).Value);

    [Theory]
    [InlineData("49", 4900, "EUR")]
    [InlineData("49.00 USD", 4900, "USD")]
    [InlineData("$1,234.50", 123450, "USD")]
    [InlineData("¥500", 500, "JPY")]
    [InlineData("eur 0.01", 1, "EUR")]
    public void An_amount(string typed, long minor, string currency) =>
        Assert.Equal(new Money(minor, Currency.Of(currency)),
            Binder.Value(new("amount", "x", ParameterKind.Money, typeof(Money)), typed).Value);

    // A decimal comma read as a thousands separator would refund a hundredfold.
    [Theory]
    [InlineData("49,00")]
    [InlineData("1,23")]
    [InlineData("1,2345")]
    [InlineData("1.234,50")]
    [InlineData("49.001")]
    [InlineData("0.5 JPY")]
    [InlineData("-5")]
    [InlineData("€")]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData("٤٩")]
    [InlineData("9999999999999999")]
    public void No_amount(string typed) =>
        Refused(new("amount", "x", ParameterKind.Money, typeof(Money)), typed, "is not an amount. Write it like 49.00");

    [Theory]
    [InlineData("90m", 90)]
    [InlineData("2h", 120)]
    [InlineData("1d 12h", 2160)]
    [InlineData("1w", 10080)]
    [InlineData("15min", 15)]
    public void A_length(string typed, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Binder.Value(new("for", "x", ParameterKind.Duration, typeof(TimeSpan)), typed).Value);

    [Theory]
    [InlineData("soon")]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("٣h")]
    [InlineData("99999999h")]
    public void No_length(string typed) =>
        Refused(new("for", "x", ParameterKind.Duration, typeof(TimeSpan)), typed, "is not a length of time");

    [Theory]
    [InlineData("running")]
    [InlineData("Running")]
    public void A_choice(string typed) => Assert.Equal(InstanceState.Running, Binder.Value(status, typed).Value);

    [Theory]
    [InlineData("failed")]
    [InlineData("FAILED")]
    [InlineData("error")]
    public void What_people_call_a_state_means_it(string typed) => Assert.Equal(InstanceState.Error, Binder.Value(status, typed).Value);

    [Theory]
    [InlineData("runing", "Did you mean running?")]
    [InlineData("faild", "Did you mean error?")]
    [InlineData("2", "“2” is none of them")]
    [InlineData("asleep", "can be creating, starting, running")]
    public void No_choice(string typed, string sentence) => Refused(status, typed, sentence);

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T14:00", "2026-01-31T14:00:00Z")]
    [InlineData("2026-01-31T14:00+02:00", "2026-01-31T12:00:00Z")]
    [InlineData("today", "2026-03-02T00:00:00Z")]
    [InlineData("Yesterday", "2026-03-01T00:00:00Z")]
    [InlineData("7d", "2026-02-23T09:00:00Z")]
    public void An_instant(string typed, string instant) => Assert.Equal(
        DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
        Binder.Value(new("since", "x", ParameterKind.Instant, typeof(DateTimeOffset)), typed).Value);

    [Theory]
    [InlineData("whenever")]
    [InlineData("12")]
    [InlineData("2026-02-30")]
    [InlineData("99999d")]
    public void No_instant(string typed) =>
        Refused(new("since", "x", ParameterKind.Instant, typeof(DateTimeOffset)), typed, "is not a date");

    void Refused(Parameter parameter, string typed, string sentence)
    {
        Assert.True(Binder.Value(parameter, typed).Failed(out var value, out var refusal), $"{value}");
        Assert.Contains(sentence, refusal.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bind-one")]
    [InlineData("BIND-ONE")]
    [InlineData("\"Shop bind-one\"")]
    [InlineData(" bind-one ")]
    public async Task A_thing_is_found_by_slug_name_and_id(string typed)
    {
        await Loaded();
        Assert.Equal(OutcomeKind.Planned, (await desk.Ask("olivia", $"/instance backup {typed} --dry-run")).Kind);
        var id = new InstanceId(await desk.One<Guid>("select id from instances where slug = 'bind-one'", null));
        Assert.Contains("Back up bind-one", (await desk.Ask("olivia", $"/instance backup {id} --dry-run")).Text, StringComparison.Ordinal);
        Assert.Contains("Back up bind-one",
            (await desk.Ask("olivia", $"/instance backup {id.ToString().ToUpperInvariant()} --dry-run")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_one_name_are_offered_with_what_tells_them_apart()
    {
        await Loaded();
        await desk.Execute("update instances set name = 'Twins' where slug in ('bind-one', 'bind-two')", new { });
        var outcome = await desk.Ask("olivia", "/instance backup twins nightly --dry-run");
        Assert.Contains("There are 2 instances called “twins”", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(["/instance backup instance:bind-one name:nightly --dry-run",
            "/instance backup instance:bind-two name:nightly --dry-run"], outcome.Reply!.Buttons.Select(button => button.Command));
        Assert.Contains("Acme GmbH, running", outcome.Reply.Buttons[0].Label, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Planned, (await desk.Ask("olivia", outcome.Reply.Buttons[0].Command)).Kind);
        await desk.Execute("update instances set name = 'Shop ' || slug where slug in ('bind-one', 'bind-two')", new { });
    }

    [Fact]
    public async Task Many_that_fit_are_offered_by_what_is_typed_and_the_rest_are_counted()
    {
        for (var number = 1; number <= 7; number++) await desk.Instance(slug: $"many-{number}");
        await desk.Execute("update instances set name = 'Shop of somebody' where slug like 'many-%'", new { });
        var outcome = await desk.Ask("olivia", "/instance show many");
        Assert.Equal("many-1 (Acme GmbH, running)", outcome.Reply!.Buttons[0].Label);
        Assert.Equal(5, outcome.Reply.Buttons.Count);
        Assert.Contains("2 others fit, too", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show", true)]
    [InlineData("stop", false)]
    public async Task Who_only_looks_gets_the_one_thing_that_fits(string verb, bool shown)
    {
        await desk.Instance(slug: $"lone-{verb}-prod");
        var outcome = await desk.Ask("olivia", $"/instance {verb} lone-{verb}-pr", because: "customer asked");
        Assert.Equal(shown, outcome.Reply!.Heading.Contains($"lone-{verb}-prod", StringComparison.Ordinal));
        Assert.Equal(!shown, outcome.Text.Contains("Did you mean this?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slip_of_the_finger_is_offered_right_and_runs_nothing()
    {
        await Loaded();
        var outcome = await desk.Ask("olivia", "/instance stop bind-oen", because: "customer asked");
        Assert.Contains("There is no instance “bind-oen”. Did you mean ", outcome.Text, StringComparison.Ordinal);
        Assert.StartsWith("/instance stop instance:bind-one", outcome.Reply!.Buttons[0].Command, StringComparison.Ordinal);
        Assert.Equal("running", await desk.StateOf("bind-one"));
        Assert.Contains("There is no instance “nothing-like-it”.", (await desk.Ask("olivia", "/instance stop nothing-like-it")).Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("🔥💥")]
    [InlineData("a🔥")]
    [InlineData("ab🔥")]
    [InlineData("🔥💥🔥💥")]
    public async Task An_emoji_names_nothing_and_is_no_fault(string typed)
    {
        await Loaded();
        var outcome = await desk.Ask("olivia", $"/instance stop {typed}", because: "customer asked");
        Assert.Contains($"There is no instance “{typed}”.", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("olivia")]
    [InlineData("@olivia")]
    [InlineData("Olivia")]
    public async Task A_person_is_found_as_a_chat_writes_them(string typed) =>
        Assert.Equal(OutcomeKind.Planned, (await desk.Ask("grace", $"/admin role {typed} admin --dry-run")).Kind);

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_what_is_missing_is_asked_for()
    {
        var wrong = (await desk.Ask("olivia", "/instance list status:asleep organization:nobody")).Text;
        Assert.Contains("“asleep” is none of them", wrong, StringComparison.Ordinal);
        Assert.Contains("There is no organization “nobody”", wrong, StringComparison.Ordinal);
        var form = (await desk.Ask("olivia", "/instance stop")).Form!;
        Assert.Equal(["instance", "reason"], form.Inputs.Select(input => input.Name));
        Assert.Contains("instance is missing", (await desk.Ask("olivia", "/instance stop", form: false)).Text, StringComparison.Ordinal);
    }

    async Task Loaded()
    {
        if (await desk.One<long>("select count(*) from instances where slug = 'bind-one'", null) > 0) return;
        await desk.Instance(slug: "bind-one");
        await desk.Instance(slug: "bind-two");
    }
}
