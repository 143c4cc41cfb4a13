namespace OpsBot.Core.Database;

/// <summary>A verified request as it came in; the key makes a second delivery the same row.</summary>
public sealed record Incoming(string Key, string Platform, string Kind, string Body);

/// <summary>A request that stands in the inbox; its id is the receipt that the Runner marks as handled.</summary>
public sealed record InboxRow(
    Guid Id, string Platform, string Kind, string Body, DateTimeOffset ReceivedAt, int Attempts, string? Trace = null);

/// <summary>What became of an incoming request; only the first two may be acknowledged.</summary>
public enum Received { Recorded, Known, NotRecorded }
