namespace OpsBot.Sandbox.Postgres;

/// <summary>Why there is no database, and what to do about it, as a sentence to show as it is.</summary>
public sealed class PostgresUnavailableException(string sentence) : Exception(sentence);
