namespace OpsBot.Bot.Discord;

/// <summary>Why Discord did not do it, in its own words and numbers, or what kept the call from arriving.</summary>
sealed record DiscordFailure(string Detail)
{
    /// <summary>None: nobody knows whether the call arrived.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// Discord's own number for what went wrong; 0 where it gives none
    /// (https://docs.discord.com/developers/topics/opcodes-and-status-codes).
    /// </summary>
    public int Code { get; init; }

    /// <summary>When to try again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The call was allowed by an interaction's token, which ends after 15 minutes, and not by the bot's.</summary>
    public bool ByInteraction { get; init; }

    public static DiscordFailure Unreachable(string why, TimeSpan? retryAfter = null) => new(why) { RetryAfter = retryAfter };

    public static DiscordFailure Limited(TimeSpan retryAfter) =>
        new("rate limited") { Status = StatusCodes.Status429TooManyRequests, RetryAfter = retryAfter };

    /// <summary>It was done, but not said with what.</summary>
    public static DiscordFailure Without(string what) => new($"the answer has no {what}") { Status = StatusCodes.Status200OK };

    public bool IsRateLimited => Status is StatusCodes.Status429TooManyRequests;

    /// <summary>The same call may well work in a while.</summary>
    public bool IsPassing => Status is null or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or >= 500;

    /// <summary>No call works until somebody gives the bot another token.</summary>
    public bool IsTokenDead => Status is StatusCodes.Status401Unauthorized && !ByInteraction;

    /// <summary>It was not answered in its first three seconds.</summary>
    public bool IsUnknownInteraction => Code is 10062;

    /// <summary>It has had its first answer, perhaps by a call whose own answer was lost.</summary>
    public bool IsAlreadyAcknowledged => Code is 40060;

    /// <summary>Not in the server, or no longer, or nobody at all.</summary>
    public bool IsUnknownMember => Code is 10007 or 10013;

    /// <summary>Deleted by somebody, or never there.</summary>
    public bool IsUnknownMessage => Code is 10008;

    /// <summary>The channel was deleted, or the bot cannot see it.</summary>
    public bool IsUnknownChannel => Code is 10003;

    /// <summary>The interaction's 15 minutes are over; its address must not be called again.</summary>
    public bool IsUnknownWebhook => Code is 10015 or 50027
        || (ByInteraction && Status is StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound && !IsUnknownMessage
            && !IsUnknownInteraction);

    /// <summary>No access, no permission, a thread that is archived, or a person who takes no messages from the bot.</summary>
    public bool IsForbidden => Code is 50001 or 50013 or 50007 or 50083 || Status is StatusCodes.Status403Forbidden;

    /// <summary>What was sent is not as Discord wants it, or too much of it; sent again it is refused again.</summary>
    public bool IsAboutTheBody => Code is 50035 or 50006 or 40005 || Status is StatusCodes.Status413PayloadTooLarge;

    public override string ToString() => Code == 0 ? Detail : $"{Detail} ({Code})";
}
