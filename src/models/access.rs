//! Who may do what with a conversation: the contract's paragraph *Who may*, told from values alone.
//!
//! What somebody may not know does not exist (`not_found`); what they know and may not do is
//! `forbidden`.

use crate::{Code, Kind, MemberRole, Problem, Role, Visibility};

/// What somebody is or was to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// In it, as this.
    Present(MemberRole),
    /// Left by themselves, or the conversation ended.
    Left,
    /// Removed: cannot join again until added.
    Removed,
}

/// What somebody wants to do. Reading and writing messages is decided where that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See who is in it.
    ListMembers,
    /// Bring people in.
    Add,
    /// Set title, topic and picture.
    Edit,
    /// Make it public or private.
    Publish,
    /// Take somebody else out.
    Remove,
    /// Give somebody another role.
    SetRole,
    /// Delete it for everybody.
    Delete,
    /// Go.
    Leave,
    /// Come in by oneself.
    Join,
    /// See, make and delete webhooks.
    ManageHooks,
}

/// What somebody is to a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    /// Of the conversation.
    pub kind: Kind,
    /// Of the conversation.
    pub visibility: Option<Visibility>,
    /// In it, now or once.
    pub membership: Option<Membership>,
    /// On the whole server.
    pub role: Role,
}

/// The problem for whoever is not a member: what they may not know does not exist.
#[must_use]
pub fn not_a_member() -> Problem {
    Problem::new(Code::NotFound, "There is no such conversation.")
}

impl Access {
    /// Whether they are in it.
    #[must_use]
    pub fn is_member(&self) -> bool {
        matches!(self.membership, Some(Membership::Present(_)))
    }

    /// Whether they own it.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.membership == Some(Membership::Present(MemberRole::Owner))
    }

    fn is_public(&self) -> bool {
        self.visibility == Some(Visibility::Public)
    }

    /// An owner of the conversation, or of the server where it is a public channel.
    fn manages(&self) -> bool {
        self.is_owner() || (self.is_public() && self.role.manages())
    }

    /// Whether this person may do this.
    ///
    /// # Errors
    /// `not_found` where it is not theirs to know, `forbidden`.
    pub fn check(&self, action: Action) -> Result<(), Problem> {
        if !self.is_member() && !self.is_public() {
            return Err(not_a_member());
        }
        if self.may(action) {
            Ok(())
        } else {
            Err(Problem::new(Code::Forbidden, self.why(action)))
        }
    }

    fn may(&self, action: Action) -> bool {
        match (self.kind, action) {
            (_, Action::ListMembers) => self.is_member() || self.manages(),
            (Kind::Direct, _) | (Kind::Group, Action::Publish) => false,
            (Kind::Group, Action::Add | Action::Edit) | (_, Action::Leave) => self.is_member(),
            (_, Action::Join) => self.is_public() && self.membership != Some(Membership::Removed),
            (
                _,
                Action::Add
                | Action::Edit
                | Action::Publish
                | Action::Remove
                | Action::SetRole
                | Action::Delete
                | Action::ManageHooks,
            ) => self.manages(),
        }
    }

    fn why(&self, action: Action) -> &'static str {
        match (self.kind, action) {
            (_, Action::ListMembers) => "Only members see who is in it.",
            (Kind::Direct | Kind::Group, Action::Join) => "Only channels are joined.",
            (Kind::Direct, Action::Add) => "A direct conversation is between two people.",
            (Kind::Direct, _) => "A direct conversation is not left, changed or deleted.",
            (_, Action::Join) => "Whoever was removed comes in again when somebody adds them.",
            (_, Action::Leave) => "You are not in this conversation.",
            (Kind::Group, Action::Publish) => "Only channels can be public.",
            (Kind::Group | Kind::Channel, _) => "Only its owners may do this.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use Action::{
        Add, Delete, Edit, Join, Leave, ListMembers, ManageHooks, Publish, Remove, SetRole,
    };

    const ALL: [Action; 10] = [
        ListMembers,
        Add,
        Edit,
        Publish,
        Remove,
        SetRole,
        Delete,
        Leave,
        Join,
        ManageHooks,
    ];
    const OWNER: Option<Membership> = Some(Membership::Present(MemberRole::Owner));
    const MEMBER: Option<Membership> = Some(Membership::Present(MemberRole::Member));
    const LEFT: Option<Membership> = Some(Membership::Left);
    const REMOVED: Option<Membership> = Some(Membership::Removed);

    fn direct(membership: Option<Membership>, role: Role) -> Access {
        Access {
            kind: Kind::Direct,
            visibility: None,
            membership,
            role,
        }
    }

    fn group(membership: Option<Membership>, role: Role) -> Access {
        Access {
            kind: Kind::Group,
            visibility: None,
            membership,
            role,
        }
    }

    fn private(membership: Option<Membership>, role: Role) -> Access {
        let visibility = Some(Visibility::Private);
        Access {
            kind: Kind::Channel,
            visibility,
            membership,
            role,
        }
    }

    fn public(membership: Option<Membership>, role: Role) -> Access {
        Access {
            visibility: Some(Visibility::Public),
            ..private(membership, role)
        }
    }

    #[track_caller]
    fn may_exactly(access: Access, allowed: &[Action], else_code: Code) {
        for action in ALL {
            let code = access.check(action).err().map(|problem| problem.code);
            let wanted = if allowed.contains(&action) {
                None
            } else {
                Some(else_code)
            };
            assert_eq!(code, wanted, "{action:?} of {access:?}");
        }
    }

    #[test]
    fn both_of_a_direct_conversation_are_members_and_nothing_about_it_changes() {
        may_exactly(
            direct(MEMBER, Role::Member),
            &[ListMembers],
            Code::Forbidden,
        );
        may_exactly(direct(MEMBER, Role::Owner), &[ListMembers], Code::Forbidden);
    }

    #[test]
    fn what_is_not_public_does_not_exist_for_others_not_even_for_the_servers_owner() {
        for membership in [None, LEFT, REMOVED] {
            for role in [Role::Bot, Role::Member, Role::Admin, Role::Owner] {
                for access in [direct, group, private] {
                    may_exactly(access(membership, role), &[], Code::NotFound);
                }
            }
        }
    }

    #[test]
    fn in_a_group_any_member_adds_people_and_sets_its_title() {
        let allowed = [ListMembers, Add, Edit, Leave];
        may_exactly(group(MEMBER, Role::Member), &allowed, Code::Forbidden);
        may_exactly(group(MEMBER, Role::Owner), &allowed, Code::Forbidden);
    }

    #[test]
    fn a_groups_owner_removes_people_gives_roles_and_deletes_it() {
        let allowed = [
            ListMembers,
            Add,
            Edit,
            Leave,
            Remove,
            SetRole,
            Delete,
            ManageHooks,
        ];
        may_exactly(group(OWNER, Role::Member), &allowed, Code::Forbidden);
    }

    #[test]
    fn in_a_channel_its_owners_do_everything_and_members_leave() {
        let owned = [
            ListMembers,
            Add,
            Edit,
            Publish,
            Remove,
            SetRole,
            Delete,
            Leave,
            ManageHooks,
        ];
        may_exactly(private(OWNER, Role::Member), &owned, Code::Forbidden);
        may_exactly(
            private(MEMBER, Role::Member),
            &[ListMembers, Leave],
            Code::Forbidden,
        );
        may_exactly(
            private(MEMBER, Role::Admin),
            &[ListMembers, Leave],
            Code::Forbidden,
        );
        may_exactly(
            public(MEMBER, Role::Member),
            &[ListMembers, Leave, Join],
            Code::Forbidden,
        );
    }

    #[test]
    fn anybody_joins_a_public_channel_unless_they_were_removed() {
        may_exactly(public(None, Role::Member), &[Join], Code::Forbidden);
        may_exactly(public(LEFT, Role::Member), &[Join], Code::Forbidden);
        may_exactly(public(REMOVED, Role::Member), &[], Code::Forbidden);
    }

    #[test]
    fn the_servers_owner_and_admins_manage_public_channels_that_they_are_not_in() {
        let managed = [
            ListMembers,
            Add,
            Edit,
            Publish,
            Remove,
            SetRole,
            Delete,
            Join,
            ManageHooks,
        ];
        may_exactly(public(None, Role::Admin), &managed, Code::Forbidden);
        may_exactly(public(None, Role::Owner), &managed, Code::Forbidden);
        may_exactly(public(MEMBER, Role::Admin), &ALL, Code::Forbidden);
    }
}
