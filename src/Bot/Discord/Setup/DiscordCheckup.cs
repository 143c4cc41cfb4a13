using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Cli;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>Looks whether Discord lets the bot do its work, and says what to change where it does not.</summary>
sealed class DiscordCheckup(DiscordApi api, IOptions<DiscordOptions> options, IOptions<ChannelsOptions> channels, TimeProvider time)
{
    const string Portal = "https://discord.com/developers/applications, your application";
    const string Register =
        "Run: docker compose run --rm bot manifest discord --apply (without Docker: dotnet run --project src/Bot -- manifest discord --apply)";

    // Signed requests are good for five minutes; a clock that drifts gets there.
    static readonly TimeSpan tolerable = TimeSpan.FromMinutes(1);

    // A restart takes one; so few left in a day means that something begins them over and over.
    const int FewSessions = 50;

    readonly DiscordOptions discord = options.Value;

    string Invite =>
        string.Create(CultureInfo.InvariantCulture,
        $"https://discord.com/oauth2/authorize?client_id={discord.ApplicationId}&scope=bot+applications.commands&permissions={Permissions.Invited}");

    /// <param name="wanted">The commands as they are to be registered.</param>
    public async Task<IReadOnlyList<Finding>> Look(JsonArray wanted, CancellationToken cancel)
    {
        if ((await api.Me(cancel)).Failed(out var me, out var failure))
            return [failure.IsPassing ? Finding.Bad($"Discord could not be asked: {failure.ToString().TrimEnd('.')}",
                $"Is {discord.ApiUrl} reachable from here? Try again in a minute.")
                : Finding.Bad($"Discord does not accept the bot's token: {failure}",
                    $"Set OPSBOT_Discord__Token to the token at {Portal}, Bot.")];
        List<Finding> findings =
        [
            Finding.Good($"The bot's token works, for {me.Name}"),
            me.ApplicationId == discord.ApplicationId ? Finding.Good($"The application is {discord.ApplicationId}")
                : Finding.Bad($"The token is for the application {me.ApplicationId}, but {discord.ApplicationId} is set",
                    $"Set OPSBOT_Discord__ApplicationId to {me.ApplicationId}, or take the other application's token."),
        ];
        if (me.Date is { } date) findings.Add(Clock(date));
        findings.Add(Doors());
        findings.AddRange(WaysIn(me));
        if (discord.UseGateway) findings.Add(await Sessions(cancel));
        if ((await api.Guild(discord.GuildId, cancel)).Failed(out var server, out failure))
            return [.. findings, Finding.Bad($"The bot is not in the server {discord.GuildId}: {failure}",
                $"Invite it: {Invite}, or set OPSBOT_Discord__GuildId to the id of its server.")];
        findings.Add(Finding.Good($"The bot is in the server {server}"));
        findings.Add(await Commands(wanted, cancel));
        findings.AddRange(await Channels(me, cancel));
        return findings;
    }

    Finding Clock(DateTimeOffset discords)
    {
        var off = time.GetUtcNow() - discords;
        return off.Duration() < tolerable ? Finding.Good("The clock agrees with Discord's")
            : Finding.Bad(
                string.Create(CultureInfo.InvariantCulture,
                $"The clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} Discord's; at 300 s every signed request is refused"), "Switch on time synchronization (timedatectl set-ntp true).");
    }

    Finding Doors() => Finding.Good((discord.PublicKey.Length > 0, discord.UseGateway) switch
    {
        (true, true) => "Interactions are taken over the gateway, and by HTTP at /discord/interactions where Discord has signed them",
        (true, false) => "Interactions are taken by HTTP at /discord/interactions, signed by Discord; not over the gateway",
        (false, _) => "Interactions are taken over the gateway only; without a public key, /discord/interactions answers 404",
    });

    // Discord delivers by HTTP or over the gateway, never both.
    IEnumerable<Finding> WaysIn(DiscordIdentity me)
    {
        if (discord.PublicKey.Length > 0)
        {
            yield return Ed25519.IsAvailable ? Finding.Good("libsodium is there to check signatures")
                : Finding.Bad("libsodium, which checks Discord's signatures, does not run on this machine",
                    "Let Discord deliver over the gateway: unset OPSBOT_Discord__PublicKey.");
            if (me.PublicKey is { } key && !key.Equals(discord.PublicKey, StringComparison.OrdinalIgnoreCase))
                yield return Finding.Bad("The public key is another application's", $"Set OPSBOT_Discord__PublicKey to {key}.");
        }
        if (me.InteractionsUrl is { Length: > 0 } url)
            yield return discord.PublicKey.Length > 0 ? Finding.Good($"Discord delivers to {url}")
                : Finding.Bad($"Discord delivers to {url}, and nothing over the gateway",
                    $"Clear Interactions Endpoint URL at {Portal}, General Information, or set OPSBOT_Discord__PublicKey.");
        else
            yield return discord.UseGateway ? Finding.Good("Discord delivers over the gateway")
                : Finding.Bad("Discord delivers over the gateway, and the bot does not listen there",
                    $"Set Interactions Endpoint URL at {Portal}, General Information, to the bot's public address and /discord/interactions, or unset OPSBOT_Discord__UseGateway.");
    }

    async Task<Finding> Sessions(CancellationToken cancel)
    {
        if ((await api.Gateway(cancel)).Failed(out var gateway, out var failure)) return Finding.Bad(
            $"The gateway cannot be found: {failure}", "Try again in a minute; https://discordstatus.com says how Discord is.");
        var left = string.Create(CultureInfo.InvariantCulture,
            $"{gateway.Remaining} of {gateway.Total} gateway sessions are left for today");
        return gateway.Remaining > Math.Min(FewSessions, gateway.Total / 2) ? Finding.Good(left)
            : Finding.Bad(left, "Find what connects with this token over and over, and stop it: at 0 Discord resets the token.");
    }

    async Task<Finding> Commands(JsonArray wanted, CancellationToken cancel)
    {
        if ((await api.Commands(cancel)).Failed(out var now, out var failure))
            return Finding.Bad($"The registered commands cannot be read: {failure}",
                failure.IsForbidden ? $"Invite the bot anew, which lets it have commands: {Invite}." : "Try again in a minute.");
        var changes = CommandDiff.Between(new JsonArray([.. now.Select(command => JsonNode.Parse(command.GetRawText()))]), wanted);
        return changes.Count == 0 ? Finding.Good("The server has this program's commands")
            : Finding.Bad(
                $"The server's commands are not this program's ({(changes.Count == 1 ? changes[0] : string.Create(CultureInfo.InvariantCulture, $"{changes[0]} and {changes.Count - 1} more"))})", Register);
    }

    async Task<IReadOnlyList<Finding>> Channels(DiscordIdentity me, CancellationToken cancel)
    {
        // Where Discord does not show it, the channels themselves still say what they deny.
        var member = (await api.Membership(discord.GuildId, me.Id, cancel)).Failed(out var known, out _)
            ? new(me.Id, discord.GuildId, [], Permissions.Invited) : known;
        List<Finding> findings = [];
        foreach (var channel in channels.Value.All.Where(channel => channel.Platform == DiscordPlace.Platform))
            findings.Add(await Channel(channel.Purpose, channel.Id, member, cancel));
        return findings;
    }

    async Task<Finding> Channel(Purpose purpose, string id, Membership member, CancellationToken cancel)
    {
        if ((await api.Channel(id, cancel)).Failed(out var channel, out var failure))
            return Finding.Bad($"The channel for {purpose}, {id}, cannot be seen: {failure}",
                $"Check OPSBOT_Channels__{purpose}; in a private channel, add the bot under Edit Channel, Permissions.");
        // A thread is as open as the channel that it hangs from.
        if (channel is { IsThread: true, ParentId: { } parent } && !(await api.Channel(parent, cancel)).Failed(out var above, out _))
            channel = channel with { Overwrites = above.Overwrites };
        var missing = Permissions.Missing(channel, member, pins: purpose is Purpose.Ops);
        return channel switch
        {
            _ when channel.GuildId is { } guild && guild != discord.GuildId =>
                Finding.Bad($"#{channel.Name}, for {purpose}, is in another server",
                $"Set OPSBOT_Channels__{purpose} to a channel of {discord.GuildId}."),
            { TakesMessages: false } =>
                Finding.Bad($"#{channel.Name}, for {purpose}, takes no messages", $"Set OPSBOT_Channels__{purpose} to a text channel."),
            { IsLocked: true } => Finding.Bad($"#{channel.Name}, for {purpose}, is locked",
                $"Unlock it, or set OPSBOT_Channels__{purpose} to another channel."),
            _ when missing.Count > 0 => Finding.Bad($"In #{channel.Name}, for {purpose}, the bot may not: {string.Join(", ", missing)}",
                "Allow it under Edit Channel, Permissions, for the bot's role."),
            _ => Finding.Good($"#{channel.Name} is there for {purpose}"),
        };
    }
}
