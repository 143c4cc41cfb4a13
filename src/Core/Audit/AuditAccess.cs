using Npgsql;
using OpsBot.Core.Database;

namespace OpsBot.Core.Audit;

/// <summary>Who owns the audit, and who may do more to it than append and read.</summary>
public static class AuditAccess
{
    public const string AsOwner = "OpsBot runs as the owner of its tables, so its password is enough to switch off what guards the audit";

    public const string HowNot = "opsbot migrate makes a role that may only append and read there: docs/operating.md.";

    sealed record Ownership(long Owners, bool IsOurs);

    internal sealed record Access(bool AsOwner, Finding? Finding);

    public static async Task<bool> IsOwner(NpgsqlConnection db, CancellationToken cancel) => (await Of(db, cancel)).AsOwner;

    internal static async Task<Access> Of(NpgsqlConnection db, CancellationToken cancel)
    {
        var ownership = await db.Get<Ownership>(
            """
            with owners as (
                select relowner as role
                from   pg_class
                where  relnamespace = current_schema::regnamespace and relname like 'audit%' and relkind = 'r'
                union
                select proowner
                from   pg_proc
                where  pronamespace = current_schema::regnamespace and proname like 'audit%')
            select count(*) as owners, coalesce(bool_or(pg_has_role(current_user, role, 'usage')), false) as is_ours
            from   owners
            """, null, cancel);
        if (ownership.Owners > 1)
            return new(ownership.IsOurs, new(AuditFault.Unguarded, null,
                "The tables and functions of the audit belong to different roles: somebody took one over. " +
                "Find out who, and keep the database as it is."));
        var excess = await db.List<string>(
            """
            with guarded as (
                select relname::text as name, relowner as owner, relacl as acl
                from   pg_class
                where  relnamespace = current_schema::regnamespace and relname like 'audit%' and relkind = 'r'
                union all
                select c.relname || '.' || a.attname, c.relowner, a.attacl
                from   pg_attribute a
                join   pg_class c on c.oid = a.attrelid
                where  c.relnamespace = current_schema::regnamespace and c.relname like 'audit%' and a.attacl is not null
                union all
                select proname::text || '()', proowner, coalesce(proacl, acldefault('f', proowner))
                from   pg_proc
                where  pronamespace = current_schema::regnamespace and proname = 'audit_append')
            select case when given.grantee = 0 then 'everybody' else given.grantee::regrole::text end
                   || ' has ' || given.privilege_type || ' on ' || name
            from   guarded
            cross  join lateral aclexplode(acl) given
            where  given.grantee <> owner
            and    given.privilege_type <> 'SELECT'
            and    not (given.privilege_type = 'INSERT' and name not in ('audit') and name not like '%.%')
            and    not (given.privilege_type = 'EXECUTE' and given.grantee <> 0)
            """, null, cancel);
        return new(ownership.IsOurs, excess.Count == 0 ? null : new(AuditFault.Unguarded, null,
            $"Somebody may do more to the audit than append and read: {string.Join(", ", excess)}. " +
            "Find out who gave that away, and take it back with `revoke`."));
    }
}
