using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Sandbox.Docker;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class TellingTheTime(Desk desk) : IClassFixture<Desk>
{
    static readonly DateTimeOffset noon = new(2026, 11, 27, 12, 22, 0, TimeSpan.Zero);

    [Fact]
    public void A_sentence_carries_instants_and_what_is_to_be_typed()
    {
        var words = Sentences.Of($"Approved {new At(noon).Text}. Type `/ops help`, not 2026-13-45 99:99 UTC.");
        Assert.Equal([new Plain("Approved "), new At(noon), new Plain(". Type "), new Code("/ops help"),
            new Plain(", not 2026-13-45 99:99 UTC.")], words.Spans);
    }

    [Fact]
    public void What_may_hold_other_peoples_words_gets_nothing_but_its_instants()
    {
        var words = Sentences.WithInstants($"the `backup` of {new At(noon).Text}");
        Assert.Equal([new Plain("the `backup` of "), new At(noon)], words.Spans);
    }

    [Fact]
    public async Task Who_is_late_is_told_when_in_their_own_time()
    {
        await desk.Ask("olivia", $"/instance delete {await desk.Instance()}", because: "contract ended");
        var number = await desk.One<long>("select max(number) from approvals", null);
        await desk.Ask("adam", $"/approval deny {number} not today");
        var late = await desk.Ask("sam", $"/approval approve {number}");
        Assert.Contains(late.Reply!.Parts.OfType<Paragraph>().Single().Text.Spans, span => span is At);
    }

    [Fact]
    public async Task What_a_deletion_leaves_is_told_so_too()
    {
        var slug = await desk.Instance();
        await desk.Ask("olivia", $"/instance backup {slug}");
        await desk.RunJobs();
        var dry = await desk.Ask("olivia", $"/instance delete {slug} --dry-run");
        Assert.Contains(dry.Reply!.Parts.OfType<Notice>().Single().Text.Spans, span => span is At);
    }

    [Fact]
    public async Task What_a_command_can_be_done_to_is_suggested_first()
    {
        foreach (var (slug, state) in new[] { ("zz-1", PretendStart.Running), ("zz-2", PretendStart.Stopped),
            ("zz-3", PretendStart.Failed) }) await desk.Instance(state, slug);
        await using var db = await desk.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var finder = desk.Get<Finders>().For(typeof(InstanceId));
        async Task<string> First(string command) =>
            (await finder.Suggest(db, desk.Get<Catalog>().Find(command)!.Spec, "zz-", 3, TestContext.Current.CancellationToken))[0].Slug;

        Assert.Equal("zz-2", await First("instance start"));
        Assert.Equal("zz-1", await First("instance stop"));
        Assert.Equal("zz-3", await First("instance retry"));
        Assert.Equal("zz-1", await First("instance show"));
    }
}
