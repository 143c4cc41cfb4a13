using Microsoft.Extensions.Options;

namespace OpsBot.Bot.Slack;

/// <summary>What it takes to speak with one Slack workspace: section Slack, or OPSBOT_Slack__… in the environment.</summary>
sealed class SlackOptions
{
    public const string Section = "Slack";

    // Slack makes it of 32 hex digits; a shorter one was cut while copying.
    public const int ShortestSecret = 32;

    /// <summary>Set: requests are taken over HTTP, too, where they are signed with it.</summary>
    public string SigningSecret { get; init; } = "";

    public string BotToken { get; init; } = "";

    /// <summary>Set: requests come over a socket that the bot opens, and no public address is needed.</summary>
    public string AppToken { get; init; } = "";

    public string TeamId { get; init; } = "";

    /// <summary>Set: requests meant for another app are refused; an app-level token names it already.</summary>
    public string AppId { get; init; } = "";

    public Uri ApiUrl { get; init; } = new("https://slack.com/api/");

    /// <summary>Whose addresses in a request may be answered at, with commas between; Slack's own unless set.</summary>
    public string AnswerHosts { get; init; } = "";

    public bool IsSocketMode => AppToken.Length > 0;

    public bool IsHttp => SigningSecret.Length > 0;

    public SlackHosts Hosts => new(
        AnswerHosts.Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } named
            ? named : ["hooks.slack.com", "slack.com"], ApiUrl);

    /// <summary>The app that requests must be for; none when nothing says which.</summary>
    public string? ExpectedAppId => AppId.Length > 0 ? AppId
        : AppToken.Split('-') is ["xapp", _, ['A', ..] app, ..] ? app : null;

    /// <summary>What is wrong, each with where to get it right; empty when all is well.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            const string App = "https://api.slack.com/apps, your app";
            if (!BotToken.StartsWith("xoxb-", StringComparison.Ordinal))
                yield return Wrong(nameof(BotToken), BotToken, "the bot token, which starts with xoxb-",
                    $"{App}, OAuth & Permissions, Bot User OAuth Token");
            if (TeamId is not (['T' or 'E', _, ..]))
                yield return Wrong(nameof(TeamId), TeamId, "the workspace's id, which starts with T",
                    "in the address of your workspace in a browser, https://app.slack.com/client/T…");
            if (AppToken.Length > 0 && !AppToken.StartsWith("xapp-", StringComparison.Ordinal))
                yield return Wrong(nameof(AppToken), AppToken, "an app-level token, which starts with xapp-",
                    $"{App}, Basic Information, App-Level Tokens, with the scope connections:write");
            // Also beside Socket Mode: whatever is set opens the HTTP addresses.
            if (SigningSecret.Trim().Length < ShortestSecret && (IsHttp || !IsSocketMode))
                yield return Wrong(nameof(SigningSecret), SigningSecret,
                    "the signing secret of 32 letters and digits (or to nothing, and OPSBOT_Slack__AppToken for Socket Mode)",
                    $"{App}, Basic Information, App Credentials");
            if (ApiUrl is not { IsAbsoluteUri: true, Scheme: "https" or "http" } || !ApiUrl.AbsolutePath.EndsWith('/'))
                yield return Wrong(nameof(ApiUrl), "set", "an address that ends in a slash",
                    "nowhere: leave it out for Slack itself, https://slack.com/api/");
            if (AnswerHosts.Contains('/', StringComparison.Ordinal))
                yield return Wrong(nameof(AnswerHosts), "set", "names of hosts with commas between, as in hooks.slack.com,slack.com",
                    "nowhere: leave it out for Slack itself");
        }
    }

    public override string ToString() => "Slack (secrets hidden)";

    // The value itself may be a secret and is never shown.
    static string Wrong(string name, string value, string what, string where) =>
        $"{Section}:{name} {(value.Length == 0 ? "is missing" : "is not right")}. Set OPSBOT_{Section}__{name} to {what}. "
        + $"You find it {(where.StartsWith('h') ? "at " : "")}{where}.";
}

/// <summary>Refuses to start with settings that cannot work.</summary>
sealed class SlackOptionsCheck : IValidateOptions<SlackOptions>
{
    public ValidateOptionsResult Validate(string? name, SlackOptions options) =>
        options.Problems.ToList() is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(options.BotToken.Length > 0
                ? problems : [.. problems,
                "Instead of Slack, or beside it, OpsBot speaks on Discord: set OPSBOT_Discord__Token, OPSBOT_Discord__ApplicationId and OPSBOT_Discord__GuildId."])
            : ValidateOptionsResult.Success;
}
