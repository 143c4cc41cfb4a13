using OpsBot.Core.Operations;

namespace OpsBot.Tests.Core.Operations;

public sealed class ParsingALine
{
    static readonly Parser parser = new(Catalog.Of(typeof(Catalog).Assembly));

    [Theory]
    [InlineData("/instance stop acme-prod", "instance stop", "instance=acme-prod")]
    [InlineData("  /Instance STOP acme-prod ", "instance stop", "instance=acme-prod")]
    [InlineData("instance stop instance:acme-prod", "instance stop", "instance=acme-prod")]
    [InlineData("/instance stop \"Acme Prod\"", "instance stop", "instance=Acme Prod")]
    [InlineData("/instance logs acme-prod 200", "instance logs", "instance=acme-prod lines=200")]
    [InlineData("/instance logs instance:acme-prod 200", "instance logs", "instance=acme-prod lines=200")]
    [InlineData("/instance logs acme-prod --lines=5", "instance logs", "instance=acme-prod lines=5")]
    [InlineData("/instance list https://acme.example:8443 status:error", "instance list", "search=https://acme.example:8443 status=error")]
    [InlineData("/instance list 02:30", "instance list", "search=02:30")]
    [InlineData("/admin turn-down slack:U1", "admin turn-down", "account=slack:U1")]
    [InlineData("/admin link slack:U1 maria", "admin link", "account=slack:U1 person=maria")]
    [InlineData("/admin add Maria da Silva role:admin", "admin add", "name=Maria da Silva role=admin")]
    [InlineData("/admin add role:admin Maria O'Neil", "admin add", "name=Maria O'Neil role=admin")]
    [InlineData("/ops help instance stop", "ops help", "topic=instance stop")]
    [InlineData("/ops lookup acme: slow at 02:30, see https://acme.example", "ops lookup",
        "text=acme: slow at 02:30, see https://acme.example")]
    public void Names_an_operation_and_its_arguments(string line, string command, string arguments)
    {
        var parsed = parser.Parse(line).Value;
        Assert.Equal(command, parsed.Entry.Command);
        Assert.Equal(arguments, string.Join(' ',
            parsed.Arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("/instance stop acme reason: late", "late")]
    [InlineData("/instance stop acme reason: customer asked for it", "customer asked for it")]
    [InlineData("/instance stop acme reason:customer asked, see https://t.example/1", "customer asked, see https://t.example/1")]
    [InlineData("/instance stop acme reason: “two words” dry-run", "two words")]
    [InlineData("/instance stop reason: late instance: acme", "late")]
    [InlineData("/instance stop acme reason: did a dry-run before", "did a dry-run before")]
    [InlineData("/instance stop acme reason: no break-glass", "no break-glass")]
    [InlineData("/instance stop instance: acme reason:late", "late")]
    public void A_space_behind_the_colon_changes_nothing(string line, string reason)
    {
        var parsed = parser.Parse(line).Value;
        Assert.Equal((reason, "acme"), (parsed.Reason, parsed.Arguments["instance"]));
    }

    [Theory]
    [InlineData("/instance list status: error version:17.0", "status=error version=17.0")]
    [InlineData("/instance list status: version:17.0", "status= version=17.0")]
    [InlineData("/instance list acme plan: growth", "plan=growth search=acme")]
    [InlineData("/admin add Maria da Silva role: admin", "name=Maria da Silva role=admin")]
    [InlineData("/ops lookup text: dry-run", "text=dry-run")]
    public void Any_value_may_stand_behind_a_space(string line, string arguments) => Assert.Equal(arguments,
        string.Join(' ', parser.Parse(line).Value.Arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}")));

    [Theory]
    [InlineData("/instance stop acme dry-run")]
    [InlineData("/instance stop dry-run acme")]
    [InlineData("/instance stop acme --dry-run")]
    [InlineData("/instance stop acme dry-run:true")]
    [InlineData("/instance stop acme dry-run: yes")]
    [InlineData("/admin add acme dry-run")]
    public void A_dry_run_is_asked_for_as_help_says_it(string line)
    {
        var parsed = parser.Parse(line).Value;
        Assert.True(parsed.DryRun);
        Assert.Equal("acme", Assert.Single(parsed.Arguments).Value);
    }

    [Theory]
    [InlineData("/instance", "instance")]
    [InlineData("/ops", "ops")]
    [InlineData("/Instance help", "instance")]
    [InlineData("/instance help stop", "instance stop")]
    public void A_noun_alone_asks_for_its_help(string line, string topic)
    {
        var parsed = parser.Parse(line).Value;
        Assert.Equal(("ops help", topic), (parsed.Entry.Command, parsed.Arguments["topic"]));
    }

    [Fact]
    public void Break_glass_in_a_text_is_a_word_and_elsewhere_a_switch()
    {
        Assert.True(parser.Parse("/instance delete acme break-glass").Value.BreakGlass);
        Assert.False(parser.Parse("/approval deny 5 no need for break-glass").Value.BreakGlass);
    }

    [Theory]
    [InlineData("/policy set instance.delete ttl 1m", "“ttl 1m”", "/policy set instance.delete ttl:1m")]
    [InlineData("/policy set instance delete needs approval by:admin", "“needs approval”",
        "/policy set instance delete needs:approval by:admin")]
    [InlineData("/instance list status error", "“status error”", "/instance list status:error")]
    [InlineData("/instance stop acme reason too late", "“reason too”", "/instance stop acme reason:too late")]
    [InlineData("/admin add Maria role admin", "“role admin”", "/admin add Maria role:admin")]
    public void A_forgotten_colon_is_said_and_offered(string line, string said, string offered)
    {
        Assert.True(parser.Parse(line).Failed(out _, out var refusal));
        Assert.Contains(said, refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(offered, refusal.WaysOn[0].Command);
    }

    [Fact]
    public void A_page_of_text_is_not_given_back()
    {
        var page = new string('x', 5_000);
        foreach (var line in new[] { $"/{page}", $"/instance {page} acme", $"/instance stop acme {page}", $"/instance stpo {page}",
            $"/instance stop \"{page}", $"/policy set x ttl {page}" })
        {
            Assert.True(parser.Parse(line).Failed(out _, out var refusal));
            Assert.InRange(refusal.Sentence.Length, 1, 400);
            Assert.All(refusal.WaysOn, way => Assert.True(way.Label.Length <= 61));
        }
    }

    [Fact]
    public void Reason_and_switches_belong_to_every_command()
    {
        var parsed = parser.Parse("/instance stop acme reason:“customer's wish” --dry-run —break-glass").Value;
        Assert.Equal(("customer's wish", true, true), (parsed.Reason, parsed.DryRun, parsed.BreakGlass));
        Assert.Equal("instance=acme", string.Join(' ', parsed.Arguments.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("--break-glass=no")]
    [InlineData("break_glass:off")]
    public void A_switch_that_is_turned_off_is_off(string how) => Assert.False(parser.Parse($"/instance stop acme {how}").Value.BreakGlass);

    [Theory]
    [InlineData("/instance stop acme reason:\"a \\\"b\\\" c\" --dry-run")]
    [InlineData("/ops lookup \"two words\" and 'more of' them")]
    [InlineData("/instance list \"a:b\" status:running page:2")]
    public void A_line_made_from_it_means_the_same(string line)
    {
        var parsed = parser.Parse(line).Value;
        var again = parser.Parse(parsed.Line()).Value;
        Assert.Equal(parsed.Arguments.OrderBy(pair => pair.Key), again.Arguments.OrderBy(pair => pair.Key));
        Assert.Equal((parsed.Entry, parsed.Reason, parsed.DryRun, parsed.BreakGlass),
            (again.Entry, again.Reason, again.DryRun, again.BreakGlass));
    }

    [Theory]
    [InlineData("/instance stpo acme", "Did you mean `/instance stop`?", "/instance stop acme")]
    [InlineData("/instnace list status:error", "Did you mean `/instance list`?", "/instance list status:error")]
    [InlineData("/instance sotp \"Acme Prod\"", "Did you mean `/instance stop`?", "/instance stop \"Acme Prod\"")]
    [InlineData("/instance abracadabra", "There is no command `/instance abracadabra`.", "/ops help instance")]
    [InlineData("/quite something else", "There is no command `/quite something`.", "/ops help")]
    [InlineData("/", "Type a command", "/ops help")]
    [InlineData("", "Type a command", "/ops help")]
    public void What_it_does_not_know_it_answers_with_a_way_on(string line, string sentence, string way)
    {
        Assert.True(parser.Parse(line).Failed(out _, out var refusal));
        Assert.Contains(sentence, refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(way, refusal.WaysOn[0].Command);
        Assert.All(refusal.WaysOn, one => Assert.False(parser.Parse(one.Command).Failed(out _, out var no), no?.Sentence));
    }

    [Fact]
    public void A_hidden_operation_is_never_suggested()
    {
        Assert.True(parser.Parse("/admin adoptt slack:U1").Failed(out _, out var refusal));
        Assert.DoesNotContain("adopt`", refusal.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/instance stop acme prod", "I do not know what to do with “prod”.")]
    [InlineData("/instance stop acme instance:prod", "`instance` is given twice.")]
    [InlineData("/instance stop acme colour:red", "There is no `colour:` here.")]
    [InlineData("/instance stop acme reson:\"customer asked\"", "Did you mean `reason:`?")]
    [InlineData("/instance list statsu:error", "Did you mean `status:`?")]
    [InlineData("/admin add Maria rolle:admin", "Did you mean `role:`?")]
    [InlineData("/instance stop \"acme", "A quote is left open")]
    public void What_does_not_fit_is_refused_with_the_usage(string line, string sentence)
    {
        Assert.True(parser.Parse(line).Failed(out _, out var refusal));
        Assert.Contains(sentence, refusal.Sentence, StringComparison.Ordinal);
    }
}
