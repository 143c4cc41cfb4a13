using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpsBot.Core.Values;

namespace OpsBot.Core.Database;

/// <summary>The role under which bot and worker serve: it owns nothing, and the audit it may only append to and read.</summary>
public sealed class ServingRole(NpgsqlDataSource source)
{
    sealed record Standing(string Me, bool IsSuperuser, bool Owns);

    /// <summary>Makes it, or brings its password and rights up to date; harmless however often.</summary>
    public async Task<Refusal?> Make(string role, string password, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        var standing = await db.Get<Standing>(
            """
            select current_user::text as me,
                   exists (select from pg_roles where rolname = @role and rolsuper) as is_superuser,
                   exists (select from pg_class where relname = 'audit' and relowner = to_regrole(quote_ident(@role))) as owns
            """, new { role }, cancel);
        if (standing.Me == role || standing.IsSuperuser || standing.Owns)
            return new Refusal($"The role {role} owns the database or is a superuser, so it could not be held back from anything. " +
                "Set OPSBOT_Database__Role to the name of another one; it is made if it is not there.");
        try
        {
            await db.Execute("select set_config('opsbot.role', @role, true), set_config('opsbot.verifier', @Verifier, true)",
                new { role, Verifier = Verifier(password) }, cancel);
            await db.Execute(Rights, null, cancel);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return new Refusal($"{standing.Me} may not make the role {role} or give it rights: {refused.MessageText}. " +
                $"Run `opsbot migrate` as a role with CREATEROLE that owns the tables.");
        }
        await transaction.CommitAsync(cancel);
        return null;
    }

    const string Rights =
        """
        do $$
        declare
            role    text := current_setting('opsbot.role');
            guarded text;
        begin
            execute format('%s role %I login password %L', case when to_regrole(quote_ident(role)) is null then 'create' else 'alter' end,
                role, current_setting('opsbot.verifier'));
            execute format('grant connect on database %I to %I', current_database(), role);
            execute format('grant usage on schema %I to %I', current_schema, role);
            -- Before Postgres 15 everybody may, and a function made there could pass for one of the server's.
            execute format('revoke create on schema %I from public, %I', current_schema, role);
            if has_schema_privilege(role::name, current_schema::text, 'create') then
                raise insufficient_privilege using message = format('%s may make things in the schema %s', role, current_schema);
            end if;
            execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema, role);
            execute format('grant usage on all sequences in schema %I to %I', current_schema, role);
            -- The audit itself by its procedure alone; what stands beside it may be added to and read.
            for guarded in
                select relname from pg_class
                where  relnamespace = current_schema::regnamespace and relkind = 'r' and (relname like 'audit%' or relname = 'migrations')
            loop
                execute format('revoke all on %I from %I', guarded, role);
                execute format('grant select on %I to %I', guarded, role);
                if guarded like 'audit\_%' then execute format('grant insert on %I to %I', guarded, role); end if;
            end loop;
            execute format('grant execute on procedure audit_append(text[]) to %I', role);
        end $$
        """;

    // As psql's \password sends it, so that the password itself stands in no log of the server.
    static string Verifier(string password)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var client = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}$" +
            $"{Convert.ToBase64String(client)}:{Convert.ToBase64String(server)}";
    }
}
