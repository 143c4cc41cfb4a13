using OpsBot.Bot.Slack;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;
using static OpsBot.Tests.Bot.Slack.Workspace;
using Message = OpsBot.Sandbox.Slack.Message;

namespace OpsBot.Tests.Bot.Slack;

public sealed class DeliveringToSlack(Postgres postgres) : IAsyncLifetime
{
    Workspace slack = null!;

    public async ValueTask InitializeAsync() => slack = await Open(postgres);

    public ValueTask DisposeAsync() => slack.DisposeAsync();

    [Fact]
    public async Task What_is_said_anew_edits_what_stands_there()
    {
        await Say("card", Channel("ops"), "Disk is full");
        var first = await slack.Sees(Olivia, "Disk is full");

        await Say("card", Channel("ops"), "Disk is fine again");

        Assert.Equal(first.Ts, (await slack.Sees(Olivia, "Disk is fine again")).Ts);
    }

    [Fact]
    public async Task News_that_ring_stand_last_and_once()
    {
        await Say("story", Channel("ops"), "Waiting for approval");
        var first = await slack.Sees(Olivia, "Waiting for approval");
        await Say("other", Channel("ops"), "Disk is full");
        await slack.Sees(Olivia, "Disk is full");

        // Whether it was taken away is not known: the next try finds it gone, and says it all the same.
        slack.World.Trouble.Break(1, "chat.postMessage");
        await Say("story", Channel("ops"), new Reply("Deleted") { Anew = true });

        Assert.NotEqual(first.Ts, (await slack.Sees(Olivia, "Deleted")).Ts);
        Assert.Equal(["Disk is full", "Deleted"], slack.World.Messages.In(slack.Channel("ops"), Olivia).Select(Heading));
    }

    [Fact]
    public async Task What_somebody_deleted_is_posted_again_when_there_is_news()
    {
        await Say("card", Channel("ops"), "Disk is full");
        var first = await slack.Sees(Olivia, "Disk is full");
        slack.World.Messages.Remove(first.ChannelId, first.Ts);

        await Say("card", Channel("ops"), "Disk is fine again");

        await slack.Sees(Olivia, "Disk is fine again");
    }

    [Fact]
    public async Task Where_the_bot_is_not_invited_who_asked_gets_it_with_a_note()
    {
        var secret = slack.World.Channels.Create("secret", "No bots", isPrivate: true, [Olivia]);

        await Say("answer", new SlackPlace.Channel(secret.Id, Olivia).ToChat(), "Stopped acme-prod");

        Assert.Contains("/invite", Shown(await slack.Sees(Olivia, "Stopped acme-prod", slack.Direct(Olivia))), StringComparison.Ordinal);
        Assert.Empty(slack.World.Messages.All(secret.Id));
    }

    [Fact]
    public async Task Rate_limits_and_server_errors_delay_a_message_and_never_double_it()
    {
        slack.World.Trouble.RateLimit(1, TimeSpan.FromSeconds(1), "chat.postMessage");
        slack.World.Trouble.Break(2, "chat.postMessage");
        for (var i = 0; i < 3; i++) await Say($"card {i}", Channel("ops"), $"Number {i}");

        await slack.Sees(Olivia, "Number 2");

        Assert.Equal(["Number 0", "Number 1", "Number 2"], slack.World.Messages.In(slack.Channel("ops"), Olivia).Select(Heading));
    }

    [Fact]
    public async Task While_slack_is_away_nothing_is_lost()
    {
        slack.World.Trouble.GoAway(TimeSpan.FromSeconds(4));
        await Say("card", Channel("ops"), "Said in the dark");

        await slack.Sees(Olivia, "Said in the dark");
    }

    [Fact]
    public async Task An_answer_whose_link_has_expired_comes_as_a_direct_message()
    {
        var gone = new Uri(slack.World.Address, $"commands/{slack.World.TeamId}/1/expired");

        await Say("answer", new SlackPlace.Link(Olivia, gone, Replace: false).ToChat(), "Stopped acme-prod");

        await slack.Sees(Olivia, "Stopped acme-prod", slack.Direct(Olivia));
    }

    [Fact]
    public async Task A_long_log_is_cut_and_comes_whole_as_a_file()
    {
        var log = string.Join('\n', Enumerable.Range(1, 500).Select(line => $"line {line} of the log"));

        await Say("logs", Channel("ops"), "Logs", new Verbatim(log));

        Assert.Contains("whole-answer.txt", Shown(await slack.Sees(Olivia, "Logs")), StringComparison.Ordinal);
        var file = await Eventually.Get(() =>
            Task.FromResult(slack.World.Messages.In(slack.Channel("ops"), Olivia).SelectMany(message => message.Files).FirstOrDefault()));
        Assert.Equal("whole-answer.txt", file.Name);
    }

    [Fact]
    public async Task A_private_file_goes_to_direct_messages()
    {
        await slack.Type(Olivia, "/ops whoami");

        await Say("export", await Link(), "Export", new Attachment("audit.csv", "a,b\n1,2\n"));

        await slack.Sees(Olivia, "direct messages");
        await Eventually.True(() => slack.World.Messages.In(slack.Direct(Olivia), Olivia)
            .Any(message => message.Files.Any(file => file.Name == "audit.csv")));
    }

    [Fact]
    public async Task A_file_that_comes_with_an_edit_is_shared_once()
    {
        await Say("export", Channel("ops"), "Working on it…");
        await slack.Sees(Olivia, "Working on it…");

        await Say("export", Channel("ops"), "Export", new Attachment("audit.csv", "a,b\n1,2\n"));
        await slack.Sees(Olivia, "Export");
        await Say("export", Channel("ops"), "Export, again", new Attachment("audit.csv", "a,b\n1,2\n"));
        await slack.Sees(Olivia, "Export, again");

        Assert.Single(slack.World.Messages.In(slack.Channel("ops"), Olivia).SelectMany(message => message.Files));
    }

    [Fact]
    public async Task Long_work_answered_to_one_person_says_how_it_began_and_how_it_ended()
    {
        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "olivia");
        var at = await Link();
        for (var done = 0; done < 8; done++)
        {
            await Say("work", at, $"Backing up, {done} of 8",
                new Progress([.. Enumerable.Range(0, 8)
                .Select(step => new ProgressStep($"Step {step}", step < done ? StepState.Done : StepState.Waiting))]));
            await Eventually.Equal(0L, () => slack.Count("deliveries where pending"));
        }
        await Say("work", at, "Backed up", new Progress([new("All", StepState.Done)]));

        await slack.Sees(Olivia, "Backed up");
        Assert.Equal(["Backing up, 0 of 8", "Backed up"],
            slack.World.Messages.In(slack.Channel("ops"), Olivia).Select(Heading).TakeLast(2));
    }

    [Fact]
    public async Task A_private_answer_that_cannot_be_edited_is_not_followed_by_one_that_is_only_an_edit()
    {
        await slack.Type(Olivia, "/ops whoami");
        await slack.Sees(Olivia, "olivia");
        var at = await Link();
        await Say("shown", at, new Reply("Approval #1"));
        await Eventually.Equal(0L, () => slack.Count("deliveries where pending"));

        await Say("shown", at, new Reply("Approved #1") { OnlyAsEdit = true });
        await Eventually.Equal(0L, () => slack.Count("deliveries where pending"));

        Assert.Equal("Approval #1", slack.World.Messages.In(slack.Channel("ops"), Olivia).Select(Heading).Last());
    }

    [Fact]
    public async Task Text_that_looks_like_a_mention_stays_text()
    {
        await Say("card", Channel("ops"), "<!channel> <@U0ADAM0002> & <https://evil.example|click>");

        var message = await slack.Sees(Olivia, "evil.example");
        Assert.Equal("&lt;!channel&gt; &lt;@U0ADAM0002&gt; &amp; &lt;https://evil.example|click&gt;", message.Text);
        Assert.Equal("plain_text", (string)message.Blocks![0]!["text"]!["type"]!);
    }

    ChatPlace Channel(string name) => new SlackPlace.Channel(slack.Channel(name)).ToChat();

    static string Heading(Message message) => (string)message.Blocks![0]!["text"]!["text"]!;

    /// <summary>Where the answer to the last request goes.</summary>
    async Task<ChatPlace> Link()
    {
        await using var find = slack.Database.Source.CreateCommand("select body from inbox order by id desc limit 1");
        var body = (string)(await find.ExecuteScalarAsync(Cancel))!;
        return SlackAsk.Read(body)!.Answer.ToChat();
    }

    Task Say(string key, ChatPlace to, string heading, params IReadOnlyList<Part> parts) =>
        Say(key, to, new Reply(heading) { Parts = parts });

    Task Say(string key, ChatPlace to, Reply reply) => slack.Database.Source.Say(key, new To.Place(to), reply);
}
