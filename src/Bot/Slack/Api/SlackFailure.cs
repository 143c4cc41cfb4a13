namespace OpsBot.Bot.Slack;

/// <summary>Why Slack did not do it: its own error code, or a word for what kept the call from arriving.</summary>
sealed record SlackFailure(string Code)
{
    public const string RateLimited = "ratelimited";
    public const string Unreachable = "slack_unreachable";

    /// <summary>What Slack says beside the code: the scope it lacks, the block it dislikes.</summary>
    public string? Detail { get; init; }

    /// <summary>When to try again, where Slack says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same call may well work in a while.</summary>
    public bool IsPassing => Code is RateLimited or Unreachable
        or "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" or "rate_limited" or "team_added_to_org"
            or "accesslimited";

    /// <summary>No call works until somebody gives the bot another token.</summary>
    public bool IsTokenDead => Code is "invalid_auth" or "account_inactive" or "token_revoked" or "token_expired" or "not_authed"
        or "user_removed_from_team" or "team_disabled" or "not_allowed_token_type";

    /// <summary>An address that is not Slack's; nothing was called.</summary>
    public static SlackFailure Foreign(Uri address) => new("foreign_address") { Detail = $"{address.Host} is not Slack's" };

    public override string ToString() => Detail is null ? Code : $"{Code} ({Detail})";
}
