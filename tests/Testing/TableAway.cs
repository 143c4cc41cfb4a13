namespace OpsBot.Tests.Testing;

/// <summary>
/// SQL by which one table answers as a server does that is being shut down, and by which it is back. Renamed only, it would be a table
/// that does not exist, which is a bug and no outage.
/// </summary>
static class TableAway
{
    public static string Take(string table) =>
        $"""
        alter table {table} rename to away;
        create function away_now() returns setof away language plpgsql as $$
        begin
            raise exception 'the database system is shutting down' using errcode = '57P03';
        end $$;
        create view {table} as select * from away_now()
        """;

    public static string GiveBack(string table) => $"drop view {table}; drop function away_now(); alter table away rename to {table}";
}
