using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person runs a slash command.</summary>
static partial class Commands
{
    extension(SlackWorld world)
    {
        internal async Task<Outcome> RunCommand(Person person, Channel channel, string typed, string? threadTs, CancellationToken cancel)
        {
            var space = typed.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? typed : typed[..space];
            var text = space < 0 ? "" : typed[(space + 1)..].Trim();
            if (world.App.Manifest.Find(name) is not { } command)
            {
                world.SlackbotSays(person.Id, channel.Id, threadTs,
                    $"`{name}` is not a valid command. In Slack, all slash commands start with `/`, and this workspace has none by that name.");
                return Outcome.Failed("unknown_command");
            }

            if (threadTs is not null)
            {
                world.SlackbotSays(person.Id, channel.Id, threadTs, $"`{name}` is not supported in threads. Sorry!");
                return Outcome.Failed("not_supported_in_threads");
            }

            var payload = Fields(world, person, channel, name, command.ShouldEscape ? Link(world, text) : text);
            payload["response_url"] = world.ResponseUrls.New("commands", person.Id, channel.Id, messageTs: null, typed);
            payload["trigger_id"] = world.Triggers.New(person.Id, viewId: null).Id;
            var answer = await world.Courier.Deliver(new(DeliveryKind.Command, payload) { CommandUrl = command.Url }, cancel);
            if (answer.Ok) return Show(world, person, channel, typed, answer);
            world.SlackbotSays(person.Id, channel.Id, null, answer.Error is Answer.NotReached or Answer.TimedOut
                ? $"`{name}` failed because the app did not respond."
                : $"`{name}` failed with the error \"{answer.Error}\"");
            return Outcome.Of(answer);
        }

        /// <summary>Slack's own voice, to one person only.</summary>
        internal void SlackbotSays(string personId, string channelId, string? threadTs, string text) => world.Messages.Put(new()
        {
            ChannelId = channelId,
            Ts = world.Ids.Ts(),
            UserId = SlackWorld.Slackbot,
            Text = text,
            ThreadTs = threadTs,
            SentAt = world.Time.GetUtcNow(),
            EphemeralTo = personId,
        });
    }

    static JsonObject Fields(SlackWorld world, Person person, Channel channel, string name, string text) => new()
    {
        ["token"] = world.App.VerificationToken,
        ["team_id"] = world.TeamId,
        ["team_domain"] = world.TeamDomain,
        ["channel_id"] = channel.Id,
        ["channel_name"] = ChannelJson.ShownName(channel),
        ["user_id"] = person.Id,
        ["user_name"] = person.Name,
        ["command"] = name,
        ["text"] = text,
        ["api_app_id"] = world.App.Id,
        ["is_enterprise_install"] = "false",
    };

    static Outcome Show(SlackWorld world, Person person, Channel channel, string typed, Answer answer)
    {
        if (answer.IsEmpty) return Outcome.Of(answer);
        var said = answer.Json ?? new JsonObject { ["text"] = answer.Text };
        var problems = AppResponse.Post(world, said, new()
        {
            Path = "",
            PersonId = person.Id,
            ChannelId = channel.Id,
            Command = typed,
            ExpiresAt = world.Time.GetUtcNow(),
        });
        if (problems is null) return Outcome.Of(answer);
        world.SlackbotSays(person.Id, channel.Id, null, $"`{typed.Split(' ')[0]}` failed with the error \"invalid_command_response\"");
        return Outcome.Failed("invalid_command_response", [.. problems]);
    }

    static string Link(SlackWorld world, string text)
    {
        text = Mention().Replace(text, found =>
            world.People.FindByName(found.Groups[1].Value) is { } person ? $"<@{person.Id}|{person.Name}>" : found.Value);
        return ChannelName().Replace(text, found =>
            world.Channels.FindByName(found.Groups[1].Value) is { } channel ? $"<#{channel.Id}|{(channel.IsPrivate ? "" : channel.Name)}>"
                : found.Value);
    }

    [GeneratedRegex(@"(?<!\S)@([a-z0-9._-]+)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"(?<!\S)#([a-z0-9_-]+)")]
    private static partial Regex ChannelName();
}
