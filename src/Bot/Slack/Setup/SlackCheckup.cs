using System.Globalization;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Cli;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Slack;

/// <summary>Looks whether Slack lets the bot do its work, and says what to change where it does not.</summary>
sealed class SlackCheckup(SlackApi api, IOptions<SlackOptions> options, IOptions<ChannelsOptions> channels, TimeProvider time)
{
    const string Reinstall = "https://api.slack.com/apps, your app, OAuth & Permissions";

    // Slack refuses nothing up to five minutes; a clock that drifts gets there.
    static readonly TimeSpan tolerable = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<Finding>> Look(CancellationToken cancel)
    {
        var slack = options.Value;
        List<Finding> findings = [];
        if ((await api.Identity(cancel)).Failed(out var identity, out var failure))
            return [Finding.Bad($"Slack does not accept the bot token: {failure}", failure.IsPassing
                ? $"Is {slack.ApiUrl} reachable from here?" : $"Set OPSBOT_Slack__BotToken to the Bot User OAuth Token at {Reinstall}.")];
        findings.Add(Finding.Good($"The bot token works, for the workspace {identity.Team}"));
        findings.Add(identity.TeamId == slack.TeamId ? Finding.Good($"The workspace is {slack.TeamId}")
            : Finding.Bad($"The token is for the workspace {identity.TeamId}, but {slack.TeamId} is set",
                $"Set OPSBOT_Slack__TeamId to {identity.TeamId}, or install the app in the other workspace."));
        findings.Add(Scopes(identity));
        if (identity.Date is { } date) findings.Add(Clock(date));
        findings.Add(Doors(slack));
        if (slack.IsHttp) findings.Add(Secret(slack.SigningSecret));
        if (slack.IsSocketMode) findings.Add(await Socket(cancel));
        foreach (var channel in channels.Value.All.Where(channel => channel.Platform == SlackPlace.Platform))
            findings.Add(await Channel(channel.Purpose, channel.Id, cancel));
        return findings;
    }

    static Finding Scopes(SlackIdentity identity)
    {
        var missing = SlackManifest.Scopes.Except(identity.Scopes).ToList();
        return missing.Count == 0 ? Finding.Good("The token has every scope it needs")
            : Finding.Bad($"The token lacks {string.Join(", ", missing)}",
                $"Add {(missing.Count == 1 ? "it" : "them")} at {Reinstall}, Scopes, and install the app again.");
    }

    Finding Clock(DateTimeOffset slacks)
    {
        var off = time.GetUtcNow() - slacks;
        return off.Duration() < tolerable ? Finding.Good("The clock agrees with Slack's")
            : Finding.Bad(
                string.Create(CultureInfo.InvariantCulture,
                $"The clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} Slack's; at 300 s every request is refused"), "Switch on time synchronization (timedatectl set-ntp true).");
    }

    static Finding Doors(SlackOptions slack) => Finding.Good((slack.IsHttp, slack.IsSocketMode) switch
    {
        (true, true) => "Requests from Slack come in over Socket Mode, and by HTTP at /slack/… where the signing secret has signed them",
        (true, false) => "Requests from Slack come in by HTTP at /slack/…, signed with the signing secret; Socket Mode is off",
        (false, _) => "Requests from Slack come in over Socket Mode only; without a signing secret, /slack/… answers 404",
    });

    static Finding Secret(string secret) => secret.Length == 32 && secret.All(char.IsAsciiHexDigitLower)
        ? Finding.Good("The signing secret has the shape of one")
        : Finding.Bad("The signing secret is not 32 hex digits",
            "Copy it again from https://api.slack.com/apps, your app, Basic Information, App Credentials.");

    async Task<Finding> Socket(CancellationToken cancel) => (await api.OpenSocket(cancel)).Fault is not { } failure
        ? Finding.Good("The app-level token opens sockets")
        : Finding.Bad($"The app-level token opens no socket: {failure}",
            "Switch on Socket Mode at https://api.slack.com/apps, your app, and set OPSBOT_Slack__AppToken to a token with the scope connections:write.");

    async Task<Finding> Channel(Purpose purpose, string id, CancellationToken cancel)
    {
        if ((await api.Channel(id, cancel)).Failed(out var channel, out var failure))
            return Finding.Bad($"The channel for {purpose}, {id}, cannot be seen: {failure}",
                failure.Code is "missing_scope" ? $"Add the scope at {Reinstall} and install the app again."
                : $"Check OPSBOT_Channels__{purpose}; into a private channel the bot has to be invited.");
        return channel switch
        {
            { IsArchived: true } =>
                Finding.Bad($"#{channel.Name}, for {purpose}, is archived", $"Set OPSBOT_Channels__{purpose} to another channel."),
            { IsMember: false } =>
                Finding.Bad($"The bot is not in #{channel.Name}, for {purpose}", $"Type /invite @OpsBot in #{channel.Name}."),
            _ => Finding.Good($"#{channel.Name} is there for {purpose}"),
        };
    }
}
