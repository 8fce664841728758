// Bodies as they are written in Rust, each compiled as a method of a plain struct and of a class.
// The plain struct takes those marked `+` and refuses those marked `-`.

// + a field is read
fn read_a_field(&self) -> u32 { self.a + self.b }

// + a field is changed
fn change_a_field(&mut self) { self.a += 1; self.b = self.a; }

// + a field is read while another is changed
fn two_fields(&mut self) { for x in &self.items { self.a += x; } }

// + a field is borrowed over a change of another
fn borrow_over_change(&mut self) { let last = self.items.last_mut(); self.a = 3; if let Some(x) = last { *x = 4; } }

// + fields swap
fn swap(&mut self) { std::mem::swap(&mut self.a, &mut self.b); }

// + a field is taken out
fn take(&mut self) -> Vec<u32> { std::mem::take(&mut self.items) }

// + a field is replaced by what a method of the object says
fn replaced_by_a_call(&mut self) { self.a = self.count(); }

// + a field grows by what a method of the object says
fn grows_by_a_call(&mut self) { self.a += self.count(); }

// + a call is the argument of a field's method
fn push_of_a_call(&mut self) { self.items.push(self.count()); }

// + two calls are arguments
fn insert_of_two_calls(&mut self) { self.items.insert(self.count() as usize, self.count()); }

// + a call with an argument that reads a field
fn call_of_a_field(&mut self) -> u32 { self.add(self.a) }

// + a call with an argument that calls
fn call_of_a_call(&mut self) -> u32 { self.add(self.count()) }

// + a call with an argument that changes
fn call_of_a_change(&mut self) -> u32 { let x = self.bump(); self.add(x) }

// - a call that changes in the argument of another
fn call_within_a_call(&mut self) -> u32 { self.add(self.bump()) }

// + an index that is a field
fn index_of_a_field(&mut self) { let at = self.a as usize; self.items[at] = self.b; }

// + an index that is read from the object in place
fn index_in_place(&mut self) { self.items[self.a as usize] = self.b; }

// + an index that a call gives
fn index_of_a_call(&mut self) -> u32 { self.items[self.count() as usize] }

// - an index that a call gives, of what is changed, through a Vec
fn index_of_a_call_changed(&mut self) { self.items[self.count() as usize] = 1; }

// + an index that a call gives, of an array that is changed
fn array_index_of_a_call(&mut self) { self.array[self.count() as usize] = 1; }

// + a shared borrow is held over a shared call
fn shared_over_shared_call(&mut self) -> u32 { let items = &self.items; let n = self.count(); items.len() as u32 + n }

// - a shared borrow is held over a call that changes
fn shared_over_changing_call(&mut self) -> u32 { let items = &self.items; self.bump(); items.len() as u32 }

// - an exclusive borrow is held over a shared call
fn exclusive_over_shared_call(&mut self) { let items = &mut self.items; let n = self.count(); items.push(n); }

// + a shared borrow is held over a shared call and a change of another field
fn shared_over_call_and_change(&mut self) -> u32 { let items = &self.items; let n = self.count(); self.a = n; items.len() as u32 }

// + a shared borrow is held over a change of another field, a call before
fn call_then_shared_over_change(&mut self) -> u32 { let n = self.count(); let items = &self.items; self.a = n; items.len() as u32 }

// + a loop over a field that calls
fn loop_that_calls(&mut self) -> u32 { let mut sum = 0; for x in &self.items { sum += x + self.count(); } sum }

// + a loop over a field that calls and changes another
fn loop_that_calls_and_changes(&mut self) { for x in &self.items { self.a = x + 1; } self.b = self.count(); }

// - a loop over a field, whose body calls what changes
fn loop_that_bumps(&mut self) { for x in &self.items { self.a += x; self.bump(); } }

// - a loop over a field, whose body calls and then changes another field
fn loop_call_change(&mut self) { for _ in &mut self.items { let n = self.count(); self.a = n; } }

// + a loop over a shared field, whose body calls and then changes another field
fn shared_loop_call_change(&mut self) { for x in &self.items { let n = self.count(); self.a = n + x; } }

// + a loop over indices, whose body calls what changes
fn loop_over_indices(&mut self) { for at in 0..self.items.len() { let n = self.bump(); self.items[at] += n; } }

// + a loop over a clone
fn loop_over_a_clone(&mut self) { for x in self.items.clone() { self.add(x); } }

// + while a call says so
fn while_a_call(&mut self) { while self.count() < 9 { self.a += 1; self.bump(); } }

// + while a field has something
fn while_pop(&mut self) { while let Some(x) = self.items.pop() { self.a += x; } }

// + while a field has something, which is given to a method
fn while_pop_calls(&mut self) { while let Some(x) = self.items.pop() { self.add(x); } }

// + an early return of a borrow of a field
fn first(&self) -> Option<&u32> { self.items.first() }

// + a borrow of a field is returned
fn name_of(&self) -> &str { &self.name }

// + a borrow of a field to change is returned
fn first_mut(&mut self) -> Option<&mut u32> { self.items.first_mut() }

// + a field is changed, then a borrow of another is returned
fn change_and_return(&mut self) -> &mut Vec<u32> { self.a += 1; &mut self.items }

// + a call, then a borrow of a field is returned
fn call_and_return(&mut self) -> &mut Vec<u32> { self.bump(); &mut self.items }

// + what a method of the object lends is returned
fn lent(&mut self) -> &mut u32 { self.slot_mut() }

// + what a method of the object lends is changed
fn lent_and_changed(&mut self) { *self.slot_mut() += 1; }

// + what a method lends is changed by a field
fn lent_and_changed_by_field(&mut self) { let a = self.a; *self.slot_mut() += a; }

// - what a method lends is held while a field is read
fn lent_while_read(&mut self) { let slot = self.slot_mut(); *slot += self.a; }

// + a match on a field that changes another
fn match_changes(&mut self) { match &self.choice { Some(x) => self.a = *x, None => self.b = 0 } }

// + a match on a field that calls
fn match_calls(&mut self) -> u32 { match &self.choice { Some(x) => x + self.count(), None => self.count() } }

// + a match on a field whose arm calls what changes, with a copy
fn match_calls_change(&mut self) -> u32 { match self.choice { Some(x) => self.add(x), None => self.bump() } }

// - a match by reference whose arm calls what changes
fn match_ref_calls_change(&mut self) -> u32 { match &self.choice { Some(x) => { self.bump(); *x } None => 0 } }

// + a match on a field to change, the arm changes another field
fn match_mut(&mut self) { if let Some(x) = &mut self.choice { *x += self.a; self.b += 1; } }

// + a match on a field to change, else a call
fn match_mut_else_call(&mut self) { if let Some(x) = &mut self.choice { *x += 1; } else { self.bump(); } }

// + let else on a field
fn let_else(&mut self) -> u32 { let Some(x) = self.choice else { return self.bump() }; self.a += x; x }

// + a closure reads a field while another is changed
fn closure_reads(&mut self) { let a = self.a; self.items.iter_mut().for_each(|x| *x += a); }

// + a closure captures a field, another is changed by the iterator
fn closure_captures(&mut self) { self.items.iter_mut().for_each(|x| *x += self.a); }

// + a closure changes a field, the iterator reads another
fn closure_changes(&mut self) { self.items.iter().for_each(|x| self.a += x); }

// + a closure calls a method
fn closure_calls(&self) -> u32 { self.items.iter().map(|x| x + self.count()).sum() }

// + a closure calls a method, in a body that may change
fn closure_calls_mut(&mut self) -> u32 { let sum = self.items.iter().map(|x| x + self.count()).sum(); self.a = sum; sum }

// - a closure calls what changes, over a field
fn closure_bumps(&mut self) -> u32 { self.items.iter().map(|x| x + self.bump()).sum() }

// + a retain that reads another field
fn retain(&mut self) { self.items.retain(|x| *x > self.a); }

// - a retain that calls
fn retain_calls(&mut self) { self.items.retain(|x| *x > self.count()); }

// + fields of a field apart
fn nested(&mut self) { let x = &mut self.pair.0; let y = &self.pair.1; x.push(y.len() as u32); }

// + a field of a field changed by another of it
fn nested_swap(&mut self) { std::mem::swap(&mut self.pair.0, &mut self.pair.1); self.pair.0.push(1); }

// + a field destructured
fn destructured(&mut self) -> usize { let (x, y) = &mut self.pair; x.append(y); x.len() }

// + self destructured
fn self_fields(&mut self) -> u32 { let (a, b) = (&mut self.a, &mut self.b); *a += 1; *b += 1; *a + *b }

// + an entry of a map
fn entry(&mut self) { *self.map.entry(self.name.clone()).or_insert(0) += self.a; }

// + an entry of a map, its value from a call
fn entry_of_a_call(&mut self) { let n = self.count(); *self.map.entry("x".to_owned()).or_insert(n) += 1; }

// + a map is asked with another field
fn map_get(&self) -> Option<&u32> { self.map.get(&self.name) }

// + a map is changed while another field is read
fn map_insert(&mut self) { self.map.insert(self.name.clone(), self.a); }

// + a map's value by a call
fn map_insert_call(&mut self) { self.map.insert(self.name.clone(), self.count()); }

// + a text grows by another field
fn text(&mut self) { self.name.push_str(&self.other); }

// + a text grows by what a call lends from the object, cloned
fn text_of_a_call(&mut self) { let other = self.title().to_owned(); self.name.push_str(&other); }

// - a text grows by what a call lends from the object
fn text_of_a_lent(&mut self) { self.name.push_str(self.title()); }

// + format! of fields and a call
fn formatted(&self) -> String { format!("{} {:?} {}", self.name, self.items, self.count()) }

// + format! in a body that changes
fn formatted_mut(&mut self) -> String { self.a += 1; let text = format!("{}{}", self.name, self.a); self.name = text.clone(); text }

// + format! of a call in a body that changes
fn formatted_call(&mut self) { self.name = format!("{}{}", self.name, self.count()); }

// + write! to a field
fn written(&mut self) { use std::fmt::Write as _; let _ = write!(self.name, "{}", self.a); }

// + write! to a field, of a call
fn written_call(&mut self) { use std::fmt::Write as _; let _ = write!(self.name, "{}", self.count()); }

// + a vec! of fields and calls
fn listed(&mut self) -> Vec<u32> { self.b = 1; vec![self.a, self.b, self.count()] }

// + assert! of fields
fn asserted(&mut self) { self.a = 1; assert_eq!(self.a, 1, "{}", self.name); debug_assert!(self.b < 9); self.bump(); }

// + a macro with a field to change
fn macro_changes(&mut self) { let taken = matches!(self.choice.take(), Some(1)); if taken { self.a = 1; } }

// + the object is read as a whole
fn whole(&self) -> u32 { let this = self; this.count() + this.a }

// + the object is reborrowed
fn reborrowed(&mut self) { let this = &mut *self; this.a += 1; this.bump(); }

// + a field through a reborrow while another is held
fn reborrowed_fields(&mut self) { let this = &mut *self; let items = &mut this.items; this.a = 1; items.push(2); }

// + the object is captured by a closure that is called at once
fn captured(&mut self) -> u32 { let mut go = |x| self.add(x); go(1) + go(2) }

// + an if let of a call, a field changed in it
fn if_let_call(&mut self) { if let Some(x) = self.found() { self.a = x; } }

// - what a call lends is held while a field is changed
fn if_let_lent(&mut self) { if let Some(x) = self.lent_first() { self.a = 1; self.b = *x; } }

// + what a call lends is last read as a field is changed
fn if_let_lent_once(&mut self) { if let Some(x) = self.lent_first() { self.a = *x; } }

// + what a call lends is copied before a field is changed
fn if_let_copied(&mut self) { if let Some(x) = self.lent_first().copied() { self.a = x; } }

// + a sort by another field
fn sorted(&mut self) { let a = self.a; self.items.sort_by_key(|x| x ^ a); self.items.dedup(); }

// + drain of one into another
fn drained(&mut self) { self.items.extend(self.pair.0.drain(..)); }

// + a slice of a field, split
fn split(&mut self) { let (x, y) = self.items.split_at_mut(1); x[0] = y[0]; self.a = x[0]; }

// + a block as a value, which borrows
fn block(&mut self) -> u32 { let n = { let items = &mut self.items; items.push(1); items.len() }; self.a = n as u32; self.bump() }

// + a labelled loop
fn labelled(&mut self) -> u32 { 'out: loop { for x in &self.items { if *x > self.a { break 'out *x; } self.a += 1; } self.bump(); } }

// + an operator on a borrowed field
fn operators(&mut self) -> bool { let same = self.name == self.other && self.items == self.pair.0; self.a = u32::from(same); !same }

// + a cell is changed through a shared borrow
fn cell(&self) -> u32 { self.cell.set(self.cell.get() + self.a); self.cell.get() + self.count() }

// + a question mark
fn asked(&mut self) -> Option<u32> { let x = self.items.pop()?; self.a = x; let y = self.found()?; Some(x + y) }

// + a tuple of borrows
fn tuple(&mut self) -> (&u32, &mut Vec<u32>) { self.bump(); (&self.a, &mut self.items) }

// + a struct of the fields
fn made(&self) -> (u32, &str, usize) { (self.a, self.name.as_str(), self.items.len()) }

// - a field is moved out
fn moved(&mut self) -> Vec<u32> { self.items }

// - a field is moved out of a shared object
fn moved_shared(&self) -> String { self.name }

// - a field is changed through a shared object
fn changed_shared(&self) { self.a = 1; }

// - two exclusive borrows of one field
fn twice(&mut self) { let x = &mut self.items; let y = &mut self.items; x.push(1); y.push(2); }

// - a borrow outlives what it is of
fn dangling(&self) -> &str { let text = self.name.clone(); text.as_str() }

// + a custom method of a field that only reads
fn reads_by_custom(&mut self) -> u32 { let t = self.tool.reads(); let n = self.count(); *t + n }

// + a custom method of a field that only reads, named by its path
fn custom_by_path(&mut self) -> u32 { let t = Tool::reads(&self.tool); let n = self.count(); *t + n }

// + a custom method of a field that only reads, held over a call and a change of another
fn custom_over_call(&mut self) -> u32 { let t = self.tool.reads(); let n = self.count(); self.a = n; *t }

// + a custom method of a field that changes it, its argument a call
fn custom_of_a_call(&mut self) { self.tool.changes(self.count()); }

// + a custom method of a field that takes another field
fn custom_of_a_field(&mut self) { self.tool.changes(self.a); self.bump(); }

// + an iterator over a field is held in a variable while the object is asked
fn iterator_held(&mut self) -> u32 { let mut it = self.items.iter(); let n = self.count(); it.next().copied().unwrap_or(n) }

// + a slice pattern
fn sliced(&mut self) -> u32 { if let [x, .., y] = self.items.as_mut_slice() { *x += self.a; return *y; } self.bump() }

// + a shared call between two changes of a borrowed element
fn elements(&mut self) { for at in 0..self.items.len() { let n = self.count(); let x = &mut self.items[at]; *x += n; *x += self.a; } }

// + a swap of a field with an argument
fn swapped(&mut self, other: &mut Vec<u32>) { std::mem::swap(&mut self.items, other); other.push(self.count()); }

// + an argument is stored
fn stored(&mut self, text: String) -> &str { self.name = text; self.bump(); &self.name }

// + another object of the class is read
fn other_object(&self, other: &Self) -> u32 { self.a + other.a + other.count() }

// + an Option is filled once
fn filled(&mut self) -> u32 { let n = self.count(); *self.choice.get_or_insert(n) }

// + an Option is filled by a closure that reads another field
fn filled_by(&mut self) -> u32 { *self.choice.get_or_insert_with(|| self.a + 1) }

// - an Option is filled by a closure that calls
fn filled_by_call(&mut self) -> u32 { *self.choice.get_or_insert_with(|| self.count()) }

// + a guard that reads fields
fn guarded(&mut self) { match self.a { n if n > self.b => self.b = n, _ => { self.bump(); } } }

// + a nested function
fn with_nested(&mut self) { fn twice(x: u32) -> u32 { x * 2 } self.a = twice(self.b) + self.count(); }

// + a field through a shared borrow, cloned, then a change
fn cloned(&mut self) { let name = self.name.clone(); self.other = name; self.bump(); }

// + a return in the middle
fn returned(&mut self) -> u32 { if self.items.is_empty() { return self.bump(); } self.a += 1; self.items[0] }

// + a field is moved out of an object of one's own
fn owned_moved(self) -> Vec<u32> { self.items }

// + fields are moved out, others are read
fn owned_parts(self) -> (Vec<u32>, String, u32) { let n = self.a + self.items.len() as u32; (self.items, self.name, n) }

// + an object of one's own is changed and given back
fn owned_changed(mut self) -> Self { self.a = 3; self.items.push(4); self }

// + an object of one's own is changed by what a method of it says
fn owned_changed_by_call(mut self) -> Self { let n = self.bump(); self.a += n; self.items.push(self.count()); self }

// + an object of one's own is changed, then a field is moved out
fn owned_changed_moved(mut self) -> Vec<u32> { self.items.push(self.a); self.items }

// + a call, then a field is moved out
fn owned_call_moved(self) -> (u32, Vec<u32>) { let n = self.count(); (n, self.items) }

// + a field is moved out in one branch, whose condition calls
fn owned_branches(self) -> Vec<u32> { if self.count() > 3 { self.items } else { vec![self.a] } }

// + a field is moved out where the body returns, a call after it
fn owned_returned(self) -> Vec<u32> { if self.a > 3 { return self.items; } let n = self.count(); vec![n] }

// + an arm moves out a field
fn owned_arms(self) -> String { match self.count() { 0 => self.name, 1 => self.other, _ => String::new() } }

// + a field is asked by a method that takes it
fn owned_into(self) -> u32 { self.items.into_iter().sum() }

// + a field is matched, and what is in it moves
fn owned_matched(self) -> u32 { match self.choice { Some(x) if x > self.a => x, _ => self.b } }

// + a field of an object of one's own is changed in a branch, and the object is given back
fn owned_changed_in_branch(mut self) -> Self { if self.count() > 0 { self.tool.changes(1); } self }

// + a field of an object of one's own is asked by a method of its type, a call after it
fn owned_asked(self) -> u32 { let n = *self.tool.reads(); n + self.count() }

// - a field is moved out twice
fn owned_twice(self) -> (Vec<u32>, Vec<u32>) { (self.items, self.items) }

// - a field is moved out, then the object is used
fn owned_then_call(self) -> u32 { let items = self.items; items.len() as u32 + self.count() }

// - an object of one's own that is not `mut` is changed
fn owned_unmut(self) -> u32 { self.a = 3; self.a }

// + a field is moved out, and another put in its place
fn owned_replaced(mut self) -> Self { let items = self.items; self.items = Vec::new(); self.a = items.len() as u32; self }

// + a field is moved out beside a call
fn owned_beside_call(self) -> (u32, Vec<u32>) { (self.count(), self.items) }

// + fields are assigned together
fn together(&mut self) { (self.a, self.b) = (self.b, self.a + self.b); }

// + fields are assigned together by what calls say
fn together_of_calls(&mut self) { (self.a, self.b) = (self.count(), self.bump()); }

// + fields are assigned together in a slice, and one is nothing
fn together_in_a_slice(&mut self) { [self.a, _] = [self.b, 2]; self.bump(); }

// + fields are assigned together, one within another
fn together_nested(&mut self) { ((self.a, _), self.b) = ((1, 2), 3); self.bump(); }

// + a box is lent to be changed
fn box_lent(&mut self) { let slot = &mut *self.slot; *slot += 1; self.bump(); }

// + what a box holds is changed in brackets
fn box_in_brackets(&mut self) { (*self.slot) += 1; self.bump(); }

// + a field in brackets is changed
fn in_brackets(&mut self) { (self.items).push(1); self.bump(); (self.items).push(self.a); }

// + a function that changes what it holds is called
fn called(&mut self) -> u32 { (self.changing)(3) }

// + a function that changes what it holds is called beside a call
fn called_beside_call(&mut self) -> u32 { let n = self.count(); (self.changing)(n) + self.bump() }

// + a pattern binds to change
fn bound_to_change(&mut self) { if let Some(ref mut x) = self.choice { *x += 1; } self.a += 1; }

// + a pattern binds to change, else a call
fn bound_else_call(&mut self) { if let Some(ref mut x) = self.choice { *x += 1; } else { self.bump(); } }

// + an arm binds to change, another calls
fn arm_bound(&mut self) { match self.choice { Some(ref mut x) => *x += 1, None => { self.bump(); } } }

// + a `let` binds to change, else a call
fn let_bound(&mut self) { let Some(ref mut x) = self.choice else { self.bump(); return; }; *x += 1; }

// + a method of one's own type that changes, by a name that reads in std
fn own_parse(&mut self) -> u32 { self.tool.parse() }

// + the same before a call
fn own_get(&mut self) -> u32 { let n = self.tool.get(1); n + self.bump() }

// + a macro changes a field
fn changed_by_macro(&mut self) { set!(self.a, 4); }

// + a macro changes a field, then a call
fn changed_by_macro_then_call(&mut self) { set!(self.a, 4); self.bump(); }

// + another object of the class is changed
fn other_changed(&self, other: &mut Self) { other.a = self.a; other.items.push(self.b); }

// + fields of two objects swap
fn other_swapped(&mut self, other: &mut Self) { std::mem::swap(&mut self.a, &mut other.a); std::mem::swap(&mut other.b, &mut other.a); }

// + another object is changed and asked
fn other_asked(&mut self, other: &mut Self) -> u32 { other.a += 1; self.a += other.bump(); other.a }

// + a raw pointer to a field
fn raw(&mut self) -> bool { let at = &raw mut self.a; self.bump(); at.is_null() }

// + a name hides a parameter of the class's type
fn hidden(&self, other: &Self, ps: &[(u32, u8)]) -> u32 { ps.iter().map(|other| other.0).sum::<u32>() + other.a }

// + a closure's name with fields of its own hides a parameter
fn hidden_with_fields(&self, other: &Self, ps: &[Tool]) -> u32 { ps.iter().map(|other| other.level).sum::<u32>() + other.a }

// + a loop's name, an arm's and a variable's hide a parameter
fn hidden_more(&self, other: &Self, ps: &[Tool]) -> u32 { let mut n = other.a; for other in ps { n += other.level; } if let Some(other) = ps.first() { n += other.level; } n += match ps.last() { Some(other) => other.level, None => other.b }; let other = &ps[0]; n + other.level }

// + a view to change begins where it is needed
fn lent_then_changed(&mut self) { let first = self.lent_first(); let n = first.copied().unwrap_or(0) + 1; let m = n + 1; self.a = m; self.b = n; }

// + a closure that calls ends before a change
fn closure_then_change(&mut self) { let f = |x: u32| x + self.count(); let y = f(1); self.a = y; }

// + methods named by their class
fn by_path(&mut self) -> u32 { let n = Self::count(self); Self::add(self, n) }

// + a method named by its class as a value
fn path_as_value(&self, others: &[&Self]) -> u32 { others.iter().copied().map(Self::count).sum() }

// + paths of this module
fn paths(&mut self) -> u32 { use self::top as same; self.a = self::top() + same() + self.count(); self.a }
