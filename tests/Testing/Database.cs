using Npgsql;

namespace OpsBot.Tests.Testing;

/// <summary>
/// A migrated database of one's own: take it as <c>IClassFixture&lt;Database&gt;</c>, or from <see cref="Postgres.NewDatabase"/>.
/// </summary>
public sealed class Database : IAsyncLifetime
{
    readonly Postgres postgres;
    readonly string template;

    public Database(Postgres postgres) : this(postgres, Postgres.Migrated) { }

    internal Database(Postgres postgres, string template) => (this.postgres, this.template) = (postgres, template);

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Source { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.CopyOf(template);
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        // Never made: then starting the server has failed, and that is the failure to read.
        if (ConnectionString == "") return;
        await Source.DisposeAsync();
        await postgres.Drop(new NpgsqlConnectionStringBuilder(ConnectionString).Database!);
    }
}
