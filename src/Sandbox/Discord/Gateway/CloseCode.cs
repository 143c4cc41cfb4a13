namespace OpsBot.Sandbox.Discord;

/// <summary>https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes</summary>
public static class CloseCode
{
    public const int UnknownError = 4000;
    public const int UnknownOpcode = 4001;
    public const int DecodeError = 4002;
    public const int NotAuthenticated = 4003;
    public const int AuthenticationFailed = 4004;
    public const int AlreadyAuthenticated = 4005;
    public const int InvalidSeq = 4007;
    public const int RateLimited = 4008;
    public const int SessionTimedOut = 4009;
    public const int InvalidShard = 4010;
    public const int ShardingRequired = 4011;
    public const int InvalidApiVersion = 4012;
    public const int InvalidIntents = 4013;
    public const int DisallowedIntents = 4014;

    /// <summary>The session is over with the connection: it cannot be resumed.</summary>
    internal static bool EndsSession(int code) =>
        code is AuthenticationFailed or InvalidSeq or SessionTimedOut or (>= InvalidShard and <= DisallowedIntents);
}
